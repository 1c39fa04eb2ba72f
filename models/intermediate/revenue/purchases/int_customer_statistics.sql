{# grain: one row per split and person_id; split all: as of the as-of, backtest: the holdout earlier #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

days as (

    select * from {{ ref('int_purchase_days') }}

),

splits as (

    select
        'all' as split,
        as_of_date as until_date
    from as_of

    union all

    select
        'backtest' as split,
        {{ add_days('as_of_date', '-1 * ' ~ var('clv_backtest_days')) }} as until_date
    from as_of

),

summed as (

    select
        splits.split,
        splits.until_date,
        days.person_id,
        days.channel,
        days.first_order_date,
        max(case when days.order_date <= splits.until_date then days.order_date end) as last_order_date,
        sum(case when days.order_date <= splits.until_date then 1 else 0 end) - 1 as frequency,
        sum(case when days.order_date <= splits.until_date then days.orders else 0 end) as orders,
        sum(case when days.order_date <= splits.until_date then days.net_revenue else 0 end)
            as net_revenue,
        sum(case when days.order_date <= splits.until_date then days.contribution_margin else 0 end)
            as contribution_margin,
        sum(
            case
                when days.order_date <= splits.until_date and days.order_date > days.first_order_date
                    then days.net_revenue
                else 0
            end
        ) as repeat_revenue,
        sum(case when days.order_date > splits.until_date then 1 else 0 end) as holdout_frequency,
        sum(case when days.order_date > splits.until_date then days.net_revenue else 0 end)
            as holdout_revenue

    from days
    inner join splits on days.first_order_date <= splits.until_date
    group by splits.split, splits.until_date, days.person_id, days.channel, days.first_order_date

),

statistics as (

    select
        split,
        person_id,
        channel,
        first_order_date,
        last_order_date,
        cast(frequency as integer) as frequency,
        cast({{ days_between('first_order_date', 'last_order_date') }} as integer) as recency_days,
        cast({{ days_between('first_order_date', 'until_date') }} as integer) as age_days,
        cast(orders as bigint) as orders,
        {{ safe_divide('repeat_revenue', 'frequency') }} as monetary_value,
        net_revenue,
        contribution_margin,
        cast(holdout_frequency as integer) as holdout_frequency,
        holdout_revenue

    from summed

)

select * from statistics
