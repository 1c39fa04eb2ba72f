{# grain: one row per funnel_key, stream_number, entry_at, entry_tie and step_number reached, of the
   funnels whose steps are looked at one by one: unordered, with optional steps or a breakdown #}
{{ config(materialized='view') }}
with

chain_steps as (

    select * from {{ ref('int_funnel_chain_steps') }}

),

asides as (

    select * from {{ ref('int_funnel_asides') }}

),

sets as (

    select * from {{ ref('int_funnel_sets') }}

),

unioned as (

    {% for source in ['chain_steps', 'asides', 'sets'] -%}
    {%- set is_aside = source == 'asides' -%}
    select
        funnel_key,
        stream_number,
        entry_at,
        entry_tie,
        entry_date,
        step_number,
        reached_at,
        tie,
        {{ 'true' if is_aside else 'false' }} as is_optional,
        {{ 'cast(null as timestamp) as next_exclusion_at' if is_aside else 'next_exclusion_at' }},
        {{ 'cast(null as timestamp) as next_at' if is_aside else 'next_at' }},
        {{ 'cast(null as timestamp) as step_closes_at' if is_aside else 'step_closes_at' }},
        {{ 'false as is_waiting' if is_aside else 'is_waiting' }}
    from {{ source }}
    {% if not loop.last %}union all{% endif %}

    {% endfor -%}

)

select * from unioned
