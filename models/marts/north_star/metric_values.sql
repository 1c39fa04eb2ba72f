{# grain: one row per metric, period_grain and period_start #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

bases as (

    select * from {{ ref('metric_bases') }}

),

targets as (

    select * from {{ ref('targets') }} where scenario = '{{ var("target_scenario") }}'

),

-- ratios of sums, never means of ratios
named as (

    {% for metric, expression in [
        ('net_revenue', 'net_revenue'),
        ('active_customers', 'active_customers'),
        ('revenue_per_customer', safe_divide('known_net_revenue', 'active_customers')),
        ('returning_customers', 'active_customers - new_customers'),
        ('orders', 'orders'),
        ('orders_per_customer', safe_divide('known_orders', 'active_customers')),
        ('average_order_value', safe_divide('net_revenue', 'orders')),
        ('new_customers', 'new_customers'),
        ('visitors', 'visitors'),
        ('new_customers_per_visitor', safe_divide('new_customers', 'visitors')),
        ('sessions', 'sessions'),
        ('sessions_per_visitor', safe_divide('sessions', 'visitors')),
        ('signups', 'signups'),
        ('activated', 'activated'),
        ('spend', 'spend'),
        ('cac', safe_divide('spend', 'nullif(new_customers, 0)')),
        ('invites_sent', 'invites_sent'),
    ] -%}
    select
        '{{ metric }}' as metric,
        period_grain,
        period_start,
        next_period_start,
        cast({{ expression }} as double) as metric_value
    from bases
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

registered as (

    select * from named where metric in (select metrics.metric from {{ ref('metrics') }} as metrics)

),

year_ago as (

    select
        metric,
        period_grain,
        case
            when period_grain = 'week' then {{ add_days('period_start', 364) }}
            else cast({{ dbt.dateadd('year', 1, 'period_start') }} as date)
        end as period_start,
        max(metric_value) as metric_value

    from registered
    group by 1, 2, 3

),

compared as (

    select
        registered.*,
        lag(registered.metric_value) over (
            partition by registered.metric, registered.period_grain
            order by registered.period_start
        ) as previous_value,
        year_ago.metric_value as year_ago_value

    from registered
    left join year_ago
        on
            registered.metric = year_ago.metric
            and registered.period_grain = year_ago.period_grain
            and registered.period_start = year_ago.period_start

),

metric_values as (

    select
        compared.metric,
        compared.period_grain,
        compared.period_start,
        {{ to_local('as_of.as_of_at') }} >= compared.next_period_start as is_complete,
        compared.metric_value as value,
        compared.previous_value,
        compared.metric_value - compared.previous_value as change,
        compared.year_ago_value,
        cast(targets.target as double) as target

    from compared
    cross join as_of
    left join targets
        on
            compared.metric = targets.metric
            and compared.period_grain = 'month'
            and compared.period_start = targets.period_month

)

select * from metric_values
