
with

scores as (

    select * from "warehouse"."intermediate"."int_customer_scores"
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

-- the same customers three ways: how often they bought, what they should be worth, how alive they look
binned as (

    select
        'frequency' as bin_kind,
        case when frequency >= 7 then '7+' else cast(frequency as TEXT) end
            as frequency_bin,
        *
    from forecasts

    union all

    select
        'all' as bin_kind,
        'all' as frequency_bin,
        *
    from forecasts

    union all

    select
        'value_decile' as bin_kind,
        'decile ' || cast(value_decile as TEXT) as frequency_bin,
        *
    from forecasts

    union all

    select
        'p_alive' as bin_kind,
        'p_alive ' || cast(cast(least(floor(p_alive * 10), 9) as integer) as TEXT)
        || '0%' as frequency_bin,
        *
    from forecasts

),

summed as (

    select
        bin_kind,
        frequency_bin,
        count(*) as customers,
        sum(expected_orders_holdout) as forecast,
        sum(holdout_frequency) as actual,
        sum(expected_revenue_holdout) as forecast_revenue,
        sum(holdout_revenue) as actual_revenue,
        avg(abs(expected_orders_holdout - holdout_frequency)) as mean_absolute_error,
        avg(p_alive) as p_alive,
        avg(p_active_holdout) as expected_active_rate,
        avg(case when holdout_frequency > 0 then 1.0 else 0.0 end) as active_rate

    from binned
    group by bin_kind, frequency_bin

),

whole as (

    select
        (cast(actual_revenue as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from summed
    where bin_kind = 'all'

),

backtest as (

    select
        'last 90 days' as split,
        summed.frequency_bin,
        summed.bin_kind,
        cast(summed.customers as bigint) as customers,
        round(summed.forecast, 6) as forecast,
        cast(summed.actual as bigint) as actual,
        round(summed.forecast - summed.actual, 6) as bias,
        round((cast(summed.forecast - summed.actual as double) / nullif(cast(summed.actual as double), 0)), 6) as bias_rate,
        cast(summed.forecast_revenue as decimal(18, 2)) as forecast_revenue,
        cast(summed.actual_revenue as decimal(18, 2)) as actual_revenue,
        round(summed.mean_absolute_error, 6) as mean_absolute_error,
        round(
            (cast((cast(summed.actual_revenue as double) / nullif(cast(summed.customers as double), 0)) as double) / nullif(cast(whole.revenue_per_customer as double), 0)), 6
        ) as lift,
        round(summed.p_alive, 6) as p_alive,
        round(summed.expected_active_rate, 6) as expected_active_rate,
        round(summed.active_rate, 6) as active_rate

    from summed
    cross join whole

)

select * from backtest