{# grain: one row per split and frequency_bin; bins of three kinds that do not share labels #}
with

scores as (

    select * from {{ ref('int_customer_scores') }}
    where split = 'backtest' and expected_orders_holdout is not null

),

forecasts as (

    select
        person_id,
        frequency,
        p_alive,
        p_active_holdout,
        expected_orders_holdout,
        expected_orders_holdout * expected_order_value as expected_revenue_holdout,
        holdout_frequency,
        holdout_revenue,
        ntile(10) over (
            order by expected_orders_holdout * coalesce(expected_order_value, 1) desc, person_id
        ) as value_decile

    from scores

),

-- the same customers four ways: all, how often they bought, what they should be worth, how alive
-- they look
labelled as (

    select
        *,
        'all' as all_bin,
        case
            when frequency >= 7 then '7+' else cast(frequency as {{ dbt.type_string() }})
        end as frequency_bin,
        'decile ' || cast(value_decile as {{ dbt.type_string() }}) as value_decile_bin,
        'p_alive '
        || cast(cast(least(floor(p_alive * 10), 9) as integer) as {{ dbt.type_string() }})
        || '0%' as p_alive_bin

    from forecasts

),

summed as (

    {% for kind in ['all', 'frequency', 'value_decile', 'p_alive'] %}
    select
        '{{ kind }}' as bin_kind,
        {{ kind }}_bin as frequency_bin,
        count(*) as customers,
        sum(expected_orders_holdout) as forecast,
        sum(holdout_frequency) as actual,
        sum(expected_revenue_holdout) as forecast_revenue,
        sum(holdout_revenue) as actual_revenue,
        avg(abs(expected_orders_holdout - holdout_frequency)) as mean_absolute_error,
        avg(p_alive) as p_alive,
        avg(p_active_holdout) as expected_active_rate,
        avg(case when holdout_frequency > 0 then 1.0 else 0.0 end) as active_rate
    from labelled
    group by {{ kind }}_bin
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

whole as (

    select
        {{ safe_divide('actual_revenue', 'customers') }} as revenue_per_customer
    from summed
    where bin_kind = 'all'

),

backtest as (

    select
        'last {{ var("clv_backtest_days") }} days' as split,
        summed.frequency_bin,
        summed.bin_kind,
        cast(summed.customers as bigint) as customers,
        round(summed.forecast, 6) as forecast,
        cast(summed.actual as bigint) as actual,
        round(summed.forecast - summed.actual, 6) as bias,
        round({{ safe_divide('summed.forecast - summed.actual', 'summed.actual') }}, 6) as bias_rate,
        cast(summed.forecast_revenue as decimal(18, 2)) as forecast_revenue,
        cast(summed.actual_revenue as decimal(18, 2)) as actual_revenue,
        round(summed.mean_absolute_error, 6) as mean_absolute_error,
        round(
            {{ safe_divide(
                safe_divide('summed.actual_revenue', 'summed.customers'), 'whole.revenue_per_customer'
            ) }}, 6
        ) as lift,
        round(summed.p_alive, 6) as p_alive,
        round(summed.expected_active_rate, 6) as expected_active_rate,
        round(summed.active_rate, 6) as active_rate

    from summed
    cross join whole

)

select * from backtest
