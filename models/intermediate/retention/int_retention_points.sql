{# grain: one row per retention, cohort_period, segment, segment_value and period_number with a return or an order #}
with

lives as (

    select * from {{ ref('int_retention_lives') }}

),

segments as (

    select * from {{ ref('int_person_segments') }}

),

returns as (

    select
        retention,
        person_id,
        cohort_period,
        period_number,
        1 as retained,
        0 as net_revenue
    from {{ ref('int_retention_returns') }}

),

revenue as (

    select
        retention,
        person_id,
        cohort_period,
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

    select
        lives.retention,
        lives.cohort_period,
        segments.segment,
        segments.segment_value,
        happened.period_number,
        sum(happened.retained) as retained,
        sum(happened.net_revenue) as net_revenue,
        sum(case when happened.period_number <= lives.periods_closed then happened.retained else 0 end)
            as mature_retained,
        sum(case when happened.period_number <= lives.periods_closed then happened.net_revenue else 0 end)
            as mature_net_revenue

    from happened
    inner join lives
        on
            happened.retention = lives.retention
            and happened.person_id = lives.person_id
            and happened.cohort_period = lives.cohort_period
            and happened.period_number <= lives.max_periods
    inner join segments on lives.person_id = segments.person_id
    group by
        lives.retention,
        lives.cohort_period,
        segments.segment,
        segments.segment_value,
        happened.period_number

)

select * from points
