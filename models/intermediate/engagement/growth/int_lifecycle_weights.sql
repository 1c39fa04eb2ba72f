{# grain: one row: how many people each stage holds in balance, if at_risk holds one #}
{{ config(materialized='view') }}
{#- The loop current -> at_risk -> (dormant ->) resurrected -> current in closed form; see
    docs/decisions/0049. -#}
with

spans as (

    select * from {{ ref('int_lifecycle_spans') }}

),

pooled as (

    select
        from_stage,
        to_stage,
        sum(last_index - first_index + 1) as people

    from spans
    group by from_stage, to_stage

),

rates as (

    select
        from_stage,
        to_stage,
        {{ safe_divide('people', 'sum(people) over (partition by from_stage)') }} as rate

    from pooled

),

leaving as (

    select
        max(case when from_stage = 'current' and to_stage = 'at_risk' then rate end)
            as current_lapse,
        max(case when from_stage = 'resurrected' and to_stage = 'current' then rate end)
            as resurrected_stay,
        coalesce(
            max(case when from_stage = 'at_risk' and to_stage = 'resurrected' then rate end), 0
        ) as at_risk_return,
        coalesce(
            max(case when from_stage = 'at_risk' and to_stage = 'dormant' then rate end), 0
        ) as at_risk_sleep,
        coalesce(
            max(case when from_stage = 'dormant' and to_stage = 'resurrected' then rate end), 0
        ) as dormant_return

    from rates

),

weights as (

    select
        1.0 as at_risk_weight,
        {{ safe_divide('at_risk_sleep', 'dormant_return') }} as dormant_weight,
        at_risk_return + at_risk_sleep as resurrected_weight,
        {{ safe_divide(
            '(at_risk_return + at_risk_sleep) * coalesce(resurrected_stay, 0)', 'current_lapse'
        ) }} as current_weight,
        -- people fall asleep and nobody ever woke: in the end all sleep
        at_risk_sleep > 0 and dormant_return = 0 as is_dormant_final

    from leaving

)

select * from weights
