{# grain: one row per retention, cohort_period, segment, segment_value and period_number with a return or an order #}
with

memberships as (

    select * from {{ ref('int_retention_segments') }}

),

revenue as (

    select * from {{ ref('int_retention_revenue') }}

),

returned as (

    select
        retention,
        cohort_period,
        segment,
        segment_value,
        max_periods,
        periods_begun,
        {{ explode_list('returned_periods') }} as period_number

    from memberships

),

happened as (

    select
        retention,
        cohort_period,
        segment,
        segment_value,
        periods_begun,
        period_number,
        1 as retained,
        0 as net_revenue
    from returned
    where period_number <= max_periods

    union all

    select
        memberships.retention,
        memberships.cohort_period,
        memberships.segment,
        memberships.segment_value,
        memberships.periods_begun,
        revenue.period_number,
        0 as retained,
        revenue.net_revenue
    from memberships
    inner join revenue
        on
            memberships.retention = revenue.retention
            and memberships.person_id = revenue.person_id
            and memberships.cohort_period = revenue.cohort_period

),

points as (

    -- a period has ended for a member once the next one has begun
    select
        retention,
        cohort_period,
        segment,
        segment_value,
        period_number,
        sum(retained) as retained,
        sum(net_revenue) as net_revenue,
        sum(case when period_number < periods_begun then retained else 0 end) as mature_retained,
        sum(case when period_number < periods_begun then net_revenue else 0 end)
            as mature_net_revenue

    from happened
    group by retention, cohort_period, segment, segment_value, period_number

)

select * from points
