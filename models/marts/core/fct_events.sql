{# grain: one row per event_id at or before the as-of #}
{{ config(materialized='view') }}
with

events as (

    select * from {{ ref('int_events') }}

)

select * from events
