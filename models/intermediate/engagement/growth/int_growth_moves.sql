{# grain: one row per entity, person_id, period_grain, period_index and move #}
{{ config(materialized='view') }}
with

active_periods as (

    select * from {{ ref('int_active_periods') }}

),

arrivals as (

    select
        entity,
        person_id,
        period_grain,
        period_index,
        case
            -- the first qualifying activity ever, in the whole history
            when previous_index is null then 'new'
            when previous_index = period_index - 1 then 'retained'
            else 'resurrected'
        end as move,
        net_revenue,
        case when previous_index = period_index - 1 then previous_revenue end as previous_revenue

    from active_periods

),

departures as (

    -- booked once, in the first period without activity, as soon as that period has begun
    select
        entity,
        person_id,
        period_grain,
        period_index + 1 as period_index,
        'churned' as move,
        cast(null as decimal(18, 2)) as net_revenue,
        net_revenue as previous_revenue

    from active_periods
    where period_index < 0 and (next_index is null or next_index > period_index + 1)

),

moves as (

    select * from arrivals
    union all
    select * from departures

)

select * from moves
