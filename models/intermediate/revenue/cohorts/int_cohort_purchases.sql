{# grain: one row per channel of acquisition (or all), first_order_date and order_date #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- a customer is counted once a cohort month and once a calendar month: at its first, or last, purchase
days as (

    select
        channel,
        first_order_date,
        order_date,
        net_revenue,
        contribution_margin,
        previous_order_date is null as is_first,
        coalesce(
            {{ ltv_months('first_order_date', 'previous_order_date') }}
            < {{ ltv_months('first_order_date', 'order_date') }},
            true
        ) as is_first_of_cohort_month,
        coalesce(
            {{ period_start('month', 'previous_order_date') }}
            < {{ period_start('month', 'order_date') }},
            true
        ) as is_first_of_month,
        {{ period_start('month', 'next_order_date') }}
        = cast({{ dbt.dateadd('month', 1, period_start('month', 'order_date')) }} as date)
            as is_followed

    from {{ ref('int_purchase_days') }}

),

cells as (

    select
        channel,
        first_order_date,
        order_date,
        count(*) filter (where is_first) as new_customers,
        count(*) filter (where is_first_of_cohort_month) as active_customers,
        count(*) filter (where is_first_of_month) as paying_customers,
        count(*) filter (where is_followed) as kept_customers,
        sum(net_revenue) as net_revenue,
        sum(contribution_margin) as contribution_margin

    from days
    group by channel, first_order_date, order_date

),

-- channel all beside each channel
scoped as (

    select * from cells

    union all

    select
        'all' as channel,
        first_order_date,
        order_date,
        sum(new_customers) as new_customers,
        sum(active_customers) as active_customers,
        sum(paying_customers) as paying_customers,
        sum(kept_customers) as kept_customers,
        sum(net_revenue) as net_revenue,
        sum(contribution_margin) as contribution_margin
    from cells
    group by first_order_date, order_date

),

numbered as (

    select
        scoped.channel,
        scoped.first_order_date,
        scoped.order_date,
        {{ period_start('month', 'scoped.first_order_date') }} as cohort_month,
        {{ ltv_months('scoped.first_order_date', 'scoped.order_date') }} as month_number,
        {{ ltv_months('scoped.first_order_date', 'as_of.as_of_date') }} as whole_months,
        cast(scoped.new_customers as bigint) as new_customers,
        cast(scoped.active_customers as bigint) as active_customers,
        cast(scoped.paying_customers as bigint) as paying_customers,
        cast(scoped.kept_customers as bigint) as kept_customers,
        cast(scoped.net_revenue as decimal(18, 2)) as net_revenue,
        cast(scoped.contribution_margin as decimal(18, 2)) as contribution_margin

    from scoped
    cross join as_of

)

select * from numbered
