{# grain: one row per order_id and category that the order's revenue falls on #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

order_products as (

    select * from {{ ref('order_products') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

explained as (

    select
        order_products.order_id,
        products.category,
        sum(order_products.revenue) as net_revenue

    from order_products
    inner join products on order_products.product_id = products.product_id
    group by order_products.order_id, products.category

),

explained_orders as (

    select
        order_id,
        sum(net_revenue) as net_revenue
    from explained
    group by order_id

),

-- money that no line explains is a category of its own
categories as (

    select * from explained

    union all

    select
        orders.order_id,
        '(unallocated)' as category,
        orders.net_revenue - coalesce(explained_orders.net_revenue, 0) as net_revenue

    from orders
    left join explained_orders on orders.order_id = explained_orders.order_id
    where orders.net_revenue <> coalesce(explained_orders.net_revenue, 0)

),

typed as (

    select
        order_id,
        category,
        cast(net_revenue as decimal(18, 2)) as net_revenue
    from categories

)

select * from typed
