{# grain: one row per period_month with any spend, visit, customer or order #}
with

days as (

    select * from {{ ref('channel_daily') }}

),

channels as (

    select * from {{ ref('dim_channels') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

months as (

    select
        {{ period_start('month', 'days.date_day') }} as period_month,
        sum(days.spend) as spend,
        sum(days.net_revenue) as net_revenue,
        sum(days.new_customer_revenue) as new_customer_revenue,
        sum(days.sessions) as sessions,
        sum(days.signups) as signups,
        sum(days.new_customers) as new_customers,
        sum(case when channels.is_paid then days.sessions else 0 end) as paid_sessions,
        sum(case when channels.is_paid then days.signups else 0 end) as paid_signups,
        sum(case when channels.is_paid then days.new_customers else 0 end) as paid_new_customers,
        sum(case when channels.is_paid then days.net_revenue else 0 end) as paid_net_revenue

    from days
    left join channels on days.channel = channels.channel
    group by {{ period_start('month', 'days.date_day') }}

),

rated as (

    select
        months.period_month,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'months.period_month') }} as is_complete,
        cast(months.sessions as bigint) as sessions,
        cast(months.signups as bigint) as signups,
        cast(months.new_customers as bigint) as new_customers,
        cast(months.paid_new_customers as bigint) as paid_new_customers,
        cast(months.spend as decimal(18, 6)) as spend,
        cast(months.net_revenue as decimal(18, 2)) as net_revenue,
        cast(months.new_customer_revenue as decimal(18, 2)) as new_customer_revenue,
        {{ safe_divide('months.net_revenue', 'months.spend') }} as mer_revenue_per_spend,
        {{ safe_divide('months.spend', 'months.net_revenue') }} as ad_cost_ratio,
        {{ safe_divide('months.new_customer_revenue', 'months.spend') }} as new_customer_roas,
        {{ safe_divide('months.spend', 'months.new_customers') }} as blended_cac,
        {{ safe_divide('months.paid_sessions', 'months.sessions') }} as paid_session_rate,
        {{ safe_divide('months.paid_signups', 'months.signups') }} as paid_signup_rate,
        {{ safe_divide('months.paid_new_customers', 'months.new_customers') }}
            as paid_new_customer_rate,
        {{ safe_divide(
            'months.new_customers - months.paid_new_customers', 'months.new_customers'
        ) }}
            as free_new_customer_rate,
        {{ safe_divide('months.paid_net_revenue', 'months.net_revenue') }} as paid_revenue_rate

    from months
    cross join as_of

)

select * from rated
