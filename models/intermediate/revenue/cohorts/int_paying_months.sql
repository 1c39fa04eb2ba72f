{# grain: one row per period_month and channel of acquisition with a customer #}
with

purchases as (

    select
        *,
        {{ period_start('month', 'order_date') }} as period_month,
        {{ period_start('month', 'first_order_date') }} as cohort_month
    from {{ ref('int_purchase_days') }}

),

person_months as (

    select
        period_month,
        channel,
        person_id,
        max(case when period_month = cohort_month then 1 else 0 end) as is_new,
        sum(net_revenue) as revenue,
        sum(contribution_margin) as margin

    from purchases
    group by period_month, channel, person_id

),

-- who does not order in the next month is lost to it
with_next as (

    select
        *,
        coalesce(
            lead(period_month) over (partition by person_id order by period_month)
            = cast({{ dbt.dateadd('month', 1, 'period_month') }} as date),
            false
        ) as is_kept

    from person_months

),

paying_months as (

    select
        period_month,
        cast({{ dbt.dateadd('month', 1, 'period_month') }} as date) as next_month,
        channel,
        count(*) as customers,
        sum(is_new) as new_customers,
        sum(case when is_kept then 0 else 1 end) as lost_customers,
        sum(revenue) as revenue,
        sum(margin) as margin

    from with_next
    group by period_month, channel

)

select * from paying_months
