{# grain: one row per channel of acquisition (all: every one of them once more), first_order_date, order_date #}
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
        cast(sum(net_revenue) as decimal(18, 2)) as net_revenue,
        cast(sum(contribution_margin) as decimal(18, 2)) as contribution_margin

    from days
    group by channel, first_order_date, order_date

),

numbered as (

    select
        cells.*,
        {{ period_start('month', 'cells.first_order_date') }} as cohort_month,
        {{ ltv_months('first_order_date', 'order_date') }} as month_number,
        {{ ltv_months('first_order_date', 'as_of.as_of_date') }} as whole_months

    from cells
    cross join as_of

),

-- channel all beside each channel; who reads one of the two adds the cells up
scoped as (

    {% for scope in ['channel', "'all'"] %}
    select
        {{ scope }} as channel,
        first_order_date,
        order_date,
        cohort_month,
        month_number,
        whole_months,
        new_customers,
        active_customers,
        paying_customers,
        kept_customers,
        net_revenue,
        contribution_margin
    from numbered
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from scoped
