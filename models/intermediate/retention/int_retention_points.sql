{# grain: one row per retention, cohort_period, segment, segment_value and period_number with a return or an order #}
with

segments as (

    select * from {{ ref('int_person_segments') }}

),

returned as (

    select
        retention,
        person_id,
        cohort_period,
        max_periods,
        periods_begun,
        {{ explode_list('returned_periods') }} as period_number
    from {{ ref('int_retention_lives') }}

),

returns as (

    select
        retention,
        person_id,
        cohort_period,
        periods_begun,
        period_number,
        1 as retained,
        0 as net_revenue
    from returned
    where period_number <= max_periods

),

revenue as (

    select
        retention,
        person_id,
        cohort_period,
        periods_begun,
        period_number,
        0 as retained,
        net_revenue
    from {{ ref('int_retention_revenue') }}

),

happened as (

    select * from returns
    union all
    select * from revenue

),

points as (

    -- a period has ended for a member once the next one has begun
    select
        happened.retention,
        happened.cohort_period,
        segments.segment,
        segments.segment_value,
        happened.period_number,
        sum(happened.retained) as retained,
        sum(happened.net_revenue) as net_revenue,
        sum(case when happened.period_number < happened.periods_begun then happened.retained else 0 end)
            as mature_retained,
        sum(case when happened.period_number < happened.periods_begun then happened.net_revenue else 0 end)
            as mature_net_revenue

    from happened
    inner join segments on happened.person_id = segments.person_id
    group by
        happened.retention,
        happened.cohort_period,
        segments.segment,
        segments.segment_value,
        happened.period_number

)

select * from points
