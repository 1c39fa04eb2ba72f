{# grain: one row per cohort_month, channel and month_number that a cohort has begun to live #}
with

purchases as (

    select * from {{ ref('int_cohort_purchases') }}

),

ages as (

    select
        cohort_month,
        channel,
        whole_months,
        sum(new_customers) as customers

    from purchases
    group by cohort_month, channel, whole_months

),

sizes as (

    select
        cohort_month,
        channel,
        sum(customers) as customers,
        max(whole_months) as last_month

    from ages
    group by cohort_month, channel

),

levels as (

    select numbers.number as month_number
    from (
        {{ number_spine(0, '(select max(last_month) from sizes)') }}
    ) as numbers

),

grid as (

    select
        sizes.cohort_month,
        sizes.channel,
        levels.month_number,
        sizes.customers,
        sum(case when ages.whole_months > levels.month_number then ages.customers else 0 end)
            as eligible

    from sizes
    inner join levels on sizes.last_month >= levels.month_number
    inner join ages
        on sizes.cohort_month = ages.cohort_month and sizes.channel = ages.channel
    group by sizes.cohort_month, sizes.channel, levels.month_number, sizes.customers

),

sums as (

    select
        cohort_month,
        channel,
        month_number,
        sum(net_revenue) as revenue,
        sum(contribution_margin) as margin,
        sum(case when whole_months > month_number then net_revenue else 0 end) as eligible_revenue,
        sum(case when whole_months > month_number then contribution_margin else 0 end)
            as eligible_margin,
        sum(active_customers) as active_customers

    from purchases
    group by cohort_month, channel, month_number

),

months as (

    select
        grid.cohort_month,
        grid.channel,
        grid.month_number,
        grid.customers,
        grid.eligible,
        coalesce(sums.active_customers, 0) as active_customers,
        coalesce(sums.revenue, 0) as revenue,
        coalesce(sums.margin, 0) as margin,
        coalesce(sums.eligible_revenue, 0) as eligible_revenue,
        coalesce(sums.eligible_margin, 0) as eligible_margin

    from grid
    left join sums
        on
            grid.cohort_month = sums.cohort_month
            and grid.channel = sums.channel
            and grid.month_number = sums.month_number

)

select * from months
