{# grain: one row per retention, person_id, cohort_period and period_number with a valid order #}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

members as (

    select * from {{ ref('int_retention_members') }}

),

orders as (

    select *
    from {{ ref('int_orders') }}
    where is_valid and person_id <> '(guest)' and {{ is_counted() }}

),

placed as (

    select
        members.retention,
        members.person_id,
        members.cohort_period,
        members.tier,
        members.periods_begun,
        retentions.max_periods,
        case retentions.clock
            when 'calendar' then {{ periods_between(
                'retentions.period_grain',
                'members.cohort_period',
                period_start_of('retentions.period_grain', 'orders.order_date')
            ) }}
            else {{ personal_period(
                'members.started_at', 'orders.ordered_at', 'retentions.period_seconds'
            ) }}
        end as period_number,
        orders.net_revenue

    from members
    inner join retentions on members.retention = retentions.retention
    inner join orders on members.person_id = orders.person_id

),

revenue as (

    select
        retention,
        person_id,
        cohort_period,
        tier,
        periods_begun,
        period_number,
        sum(net_revenue) as net_revenue

    from placed
    where period_number between 0 and max_periods
    group by retention, person_id, cohort_period, tier, periods_begun, period_number

)

select * from revenue
