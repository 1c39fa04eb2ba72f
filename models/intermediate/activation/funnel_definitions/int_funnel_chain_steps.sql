{# grain: one row per funnel_key, stream_number, entry_at, entry_tie and required step reached, of
   the funnels whose steps are looked at one by one: with optional steps or a breakdown #}
{{ config(materialized='view') }}
with

chains as (

    select * from {{ ref('int_funnel_chains') }}

),

required_steps as (

    select
        definitions.funnel_key,
        steps.step_number,
        steps.step_ordinal
    from {{ ref('int_funnel_definitions') }} as definitions
    inner join {{ ref('int_funnel_transitions') }} as steps on definitions.funnel = steps.funnel
    where
        (definitions.has_optional or definitions.breakdown is not null)
        and definitions.order_mode <> 'unordered'
        and not steps.is_optional

),

stepped as (

    select
        chains.funnel_key,
        chains.stream_number,
        chains.step_1_at as entry_at,
        chains.step_1_tie as entry_tie,
        chains.entry_date,
        required_steps.step_number,
        {{ funnel_step_at('required_steps.step_ordinal', 'chains') }} as reached_at,
        {{ funnel_step_at('required_steps.step_ordinal', 'chains', 'tie') }} as tie,
        -- only where the attempt ended is there anything in these
        required_steps.step_number = chains.furthest_step as is_furthest,
        chains.next_exclusion_at,
        chains.next_at,
        chains.step_closes_at,
        chains.is_waiting

    from chains
    inner join required_steps on chains.funnel_key = required_steps.funnel_key

),

reached as (

    select
        funnel_key,
        stream_number,
        entry_at,
        entry_tie,
        entry_date,
        step_number,
        reached_at,
        tie,
        case when is_furthest then next_exclusion_at end as next_exclusion_at,
        case when is_furthest then next_at end as next_at,
        case when is_furthest then step_closes_at end as step_closes_at,
        is_furthest and is_waiting as is_waiting
    from stepped
    where reached_at is not null

)

select * from reached
