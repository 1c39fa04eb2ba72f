{# grain: one row per entity, person_id, period_grain and period_index with activity #}
{#- period_index counts periods back from the as-of: 0 is the one that holds it. rolling_28 are the
    consecutive 28-day windows of which the last ends on the last closed day. -#}
with

active_days as (

    select * from {{ ref('int_active_days') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

placed as (

    {%- for grain in ['day', 'week', 'month'] %}
    select
        active_days.entity,
        active_days.person_id,
        '{{ grain }}' as period_grain,
        -{{ periods_between(
            "'" ~ grain ~ "'",
            period_start(grain, 'active_days.activity_date'),
            period_start(grain, 'as_of.as_of_date')
        ) }} as period_index,
        active_days.net_revenue
    from active_days
    cross join as_of

    union all
    {% endfor %}
    select
        active_days.entity,
        active_days.person_id,
        'rolling_28' as period_grain,
        cast(-floor({{ safe_divide(
            days_between('active_days.activity_date', add_days('as_of.as_of_date', -1)), 28
        ) }}) as integer) as period_index,
        active_days.net_revenue
    from active_days
    cross join as_of
    where active_days.activity_date < as_of.as_of_date

),

active_periods as (

    select
        entity,
        person_id,
        period_grain,
        period_index,
        count(*) as active_days,
        sum(net_revenue) as net_revenue,
        lag(period_index) over (
            partition by entity, person_id, period_grain
            order by period_index
        ) as previous_index,
        lead(period_index) over (
            partition by entity, person_id, period_grain
            order by period_index
        ) as next_index,
        lag(sum(net_revenue)) over (
            partition by entity, person_id, period_grain
            order by period_index
        ) as previous_revenue

    from placed
    group by entity, person_id, period_grain, period_index

)

select * from active_periods
