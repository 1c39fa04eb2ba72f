{# grain: one row per funnel_key, stream_id, entry_event_id and step_number reached, in every mode #}
{{ config(materialized='view') }}
with

chains as (

    select * from {{ ref('int_funnel_chains') }}

),

sets as (

    select * from {{ ref('int_funnel_sets') }}

),

unioned as (

    select * from chains
    union all
    select * from sets

)

select * from unioned
