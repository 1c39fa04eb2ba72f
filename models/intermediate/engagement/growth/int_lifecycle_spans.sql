{# grain: one row per person, from_stage, to_stage and stretch of periods in which it happens #}
{{ config(materialized='view') }}
{#- new: first active period ever; current: active, and the period before; resurrected: active
    after a pause; at_risk: up to lifecycle_at_risk_periods without activity; dormant: longer. Stays
    are kept as stretches, so a person asleep for a year costs one row. -#}
{%- set risk = var('lifecycle_at_risk_periods') -%}
with

active_periods as (

    select
        person_id,
        period_index,
        -- nobody is known to return after the last closed period
        coalesce(next_index, 1) as next_index,
        case
            when previous_index is null then 'new'
            when previous_index = period_index - 1 then 'current'
            else 'resurrected'
        end as stage

    from {{ ref('int_active_periods') }}
    where entity = 'people' and period_grain = '{{ var("lifecycle_grain") }}'

),

spans as (

    select
        person_id,
        stage as from_stage,
        case when next_index = period_index + 1 then 'current' else 'at_risk' end as to_stage,
        period_index + 1 as first_index,
        period_index + 1 as last_index
    from active_periods

    union all

    select
        person_id,
        'at_risk' as from_stage,
        'at_risk' as to_stage,
        period_index + 2 as first_index,
        least(period_index + {{ risk }}, next_index - 1) as last_index
    from active_periods

    union all

    select
        person_id,
        'at_risk' as from_stage,
        'dormant' as to_stage,
        period_index + {{ risk }} + 1 as first_index,
        least(period_index + {{ risk }} + 1, next_index - 1) as last_index
    from active_periods

    union all

    select
        person_id,
        'dormant' as from_stage,
        'dormant' as to_stage,
        period_index + {{ risk }} + 2 as first_index,
        next_index - 1 as last_index
    from active_periods

    union all

    select
        person_id,
        case
            when next_index - 1 <= period_index + {{ risk }} then 'at_risk' else 'dormant'
        end as from_stage,
        'resurrected' as to_stage,
        next_index as first_index,
        next_index as last_index
    from active_periods
    where next_index > period_index + 1

),

closed as (

    -- a period that is still open cannot say who stayed away
    select
        person_id,
        from_stage,
        to_stage,
        first_index,
        least(last_index, -1) as last_index

    from spans
    where first_index <= least(last_index, -1)

)

select * from closed
