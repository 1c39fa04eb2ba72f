{# Over all days both datings are the same money, and it is the money of the orders. #}
with

days as (

    select
        coalesce(sum(net_revenue), 0) as order_dated,
        coalesce(sum(net_revenue_refund_dated), 0) as refund_dated
    from {{ ref('revenue_daily') }}

),

orders as (

    select coalesce(sum(net_revenue), 0) as of_orders
    from {{ ref('fct_orders') }}
    where is_valid and {{ is_counted() }}

)

select
    days.order_dated,
    days.refund_dated,
    orders.of_orders
from days
cross join orders
where days.order_dated <> orders.of_orders or days.refund_dated <> orders.of_orders
