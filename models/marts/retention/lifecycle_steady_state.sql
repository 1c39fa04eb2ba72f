{# grain: one row per stage #}
{#- Where today's people would settle if the pooled rates stayed and nobody new came. -#}
with

transitions as (

    select * from {{ ref('lifecycle_transitions') }}

),

weights as (

    select * from {{ ref('int_lifecycle_weights') }}

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
