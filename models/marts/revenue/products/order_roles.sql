{# grain: one row per order_id and product_role that the order holds #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

orders as (

    select * from {{ ref('int_order_values') }}

),

products as (

    select * from {{ ref('dim_products') }}

),

order_products as (

    select * from {{ ref('order_products') }}

),

held_roles as (

    select
        order_products.order_id,
        products.product_role,
        count(*) as role_products

    from order_products
    inner join products on order_products.product_id = products.product_id
    group by order_products.order_id, products.product_role

),

sized as (

    select
        *,
        sum(role_products) over (partition by order_id) as basket_products
    from held_roles

),

-- a person has one second order at most, so no fan-out
second_orders as (

    select
        customer_id,
        ordered_at
    from orders
    where order_number = 2

),

roles as (

    select
        sized.order_id,
        sized.product_role,
        orders.is_first_order,
        sized.basket_products > 1 as is_mixed,
        orders.is_first_order
        and {{ seconds_between('orders.ordered_at', 'as_of.as_of_at') }}
        >= {{ var('second_purchase_days') }} * 86400 as is_mature_first,
        orders.is_first_order
        and coalesce(
            {{ seconds_between('orders.ordered_at', 'second_orders.ordered_at') }}
            <= {{ var('second_purchase_days') }} * 86400, false
        ) as has_second,
        cast(sized.role_products as bigint) as role_products,
        cast(sized.basket_products as bigint) as basket_products

    from sized
    inner join orders on sized.order_id = orders.order_id
    left join second_orders on orders.customer_id = second_orders.customer_id
    cross join as_of

)

select * from roles
