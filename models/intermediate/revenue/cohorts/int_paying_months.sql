{# grain: one row per period_month and channel of acquisition with a customer #}
with

purchases as (

    select * from {{ ref('int_cohort_purchases') }} where channel <> 'all'

),

-- who does not order in the next month is lost to it
paying_months as (

    select
        {{ period_start('month', 'order_date') }} as period_month,
        cast({{ dbt.dateadd('month', 1, period_start('month', 'order_date')) }} as date) as next_month,
        channel,
        sum(paying_customers) as customers,
        sum(new_customers) as new_customers,
        sum(paying_customers - kept_customers) as lost_customers,
        sum(net_revenue) as revenue,
        sum(contribution_margin) as margin

    from purchases
    group by {{ period_start('month', 'order_date') }}, channel

)

select * from paying_months
