-- every valid order of a month is in one tier of it, (none) included
with

tiers as (

    select
        period_month,
        sum(net_revenue) as net_revenue,
        sum(orders) as orders
    from {{ ref('tier_performance') }}
    group by period_month

),

orders as (

    select
        {{ period_start('month', 'order_date') }} as period_month,
        sum(net_revenue) as net_revenue,
        count(*) as orders
    from {{ ref('fct_orders') }}
    where is_valid and {{ is_counted() }}
    group by {{ period_start('month', 'order_date') }}

)

select
    orders.period_month,
    orders.net_revenue,
    tiers.net_revenue as tiers_net_revenue
from orders
left join tiers on orders.period_month = tiers.period_month
where orders.orders <> coalesce(tiers.orders, 0)
    or coalesce(orders.net_revenue, 0) <> coalesce(tiers.net_revenue, 0)
