{# grain: one row per stage #}
{#- Where today's people would settle if the pooled rates stayed and nobody new came. The loop
    current -> at_risk -> (dormant ->) resurrected -> current is solved in closed form, with
    at_risk = 1; see docs/decisions/0049. -#}
with

transitions as (

    select * from {{ ref('lifecycle_transitions') }}

),

pooled as (

    select
        from_stage,
        to_stage,
        sum(people) as people

    from transitions
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

),

stages as (

    select
        'new' as stage,
        0.0 as weight
    from weights

    union all

    select
        'current' as stage,
        current_weight as weight
    from weights

    union all

    select
        'resurrected' as stage,
        resurrected_weight as weight
    from weights

    union all

    select
        'at_risk' as stage,
        at_risk_weight as weight
    from weights

    union all

    select
        'dormant' as stage,
        case when is_dormant_final then null else coalesce(dormant_weight, 0.0) end as weight
    from weights

),

last_periods as (

    select max(period) as period from transitions

),

today as (

    select
        transitions.to_stage as stage,
        sum(transitions.people) as people_now

    from transitions
    inner join last_periods on transitions.period = last_periods.period
    group by transitions.to_stage

),

compared as (

    select
        stages.stage,
        coalesce(today.people_now, 0) as people_now,
        sum(coalesce(today.people_now, 0)) over () as all_now,
        case
            when weights.is_dormant_final and stages.stage = 'dormant' then 1.0
            when weights.is_dormant_final then 0.0
            -- a stage without a rate leaves the balance undefined
            when count(stages.weight) over () = count(*) over ()
                then {{ safe_divide('stages.weight', 'sum(stages.weight) over ()') }}
        end as steady_state_rate

    from stages
    cross join weights
    left join today on stages.stage = today.stage

),

lifecycle_steady_state as (

    select
        stage,
        cast(people_now as bigint) as people_now,
        {{ safe_divide('people_now', 'all_now') }} as share_now_rate,
        cast(steady_state_rate as double) as steady_state_rate

    from compared

)

select * from lifecycle_steady_state
