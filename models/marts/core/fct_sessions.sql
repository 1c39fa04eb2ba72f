{# grain: one row per session_id #}
{{ config(materialized='view') }}
with

sessions as (

    select * from {{ ref('int_sessions') }}

)

select * from sessions
