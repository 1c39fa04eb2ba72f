
with

as_of as (

    select * from "warehouse"."intermediate"."int_as_of"

),

orders as (

    select * from "warehouse"."intermediate"."int_order_values"

),

products as (

    select * from "warehouse"."core"."dim_products"

),

performance as (

    select * from "warehouse"."revenue"."product_performance" where product_id <> '(unallocated)'

),

order_products as (

    select * from "warehouse"."revenue"."order_products"

),

role_sums as (

    select
        products.product_role,
        count(distinct performance.product_id) as products,
        sum(performance.units) as units,
        sum(performance.revenue) as revenue,
        sum(performance.margin) as margin

    from performance
    inner join products on performance.product_id = products.product_id
    group by products.product_role

),

shares as (

    select
        *,
        (cast(revenue as double) / nullif(cast(sum(revenue) over () as double), 0)) as revenue_share,
        (cast(margin as double) / nullif(cast(sum(margin) over () as double), 0)) as margin_share

    from role_sums

),

order_roles as (

    select
        order_products.order_id,
        products.product_role,
        count(*) as role_products

    from order_products
    inner join products on order_products.product_id = products.product_id
    group by order_products.order_id, products.product_role

),

order_sizes as (

    select
        order_id,
        sum(role_products) as basket_products
    from order_roles
    group by order_id

),

second_orders as (

    select
        customer_id,
        ordered_at as second_ordered_at
    from orders
    where order_number = 2

),

orders_described as (

    select
        orders.order_id,
        orders.is_first_order,
        order_sizes.basket_products > 1 as is_mixed,
        orders.is_first_order
        and ((epoch_us(as_of.as_of_at) - epoch_us(orders.ordered_at)) / 1000000.0)
        >= 90 * 86400 as is_mature_first,
        orders.is_first_order
        and coalesce(
            ((epoch_us(second_orders.second_ordered_at) - epoch_us(orders.ordered_at)) / 1000000.0)
            <= 90 * 86400, false
        ) as has_second

    from orders
    inner join order_sizes on orders.order_id = order_sizes.order_id
    left join second_orders on orders.customer_id = second_orders.customer_id
    cross join as_of

),

role_orders as (

    select
        order_roles.product_role,
        count(*) as orders,
        count(case when orders_described.is_mixed then 1 end) as mixed_orders,
        count(case when orders_described.is_first_order then 1 end) as entry_orders,
        count(case when orders_described.is_mature_first then 1 end) as mature_entrants,
        count(case when orders_described.is_mature_first and orders_described.has_second then 1 end)
            as second_buyers

    from order_roles
    inner join orders_described on order_roles.order_id = orders_described.order_id
    group by order_roles.product_role

),

all_orders as (

    select
        count(*) as orders,
        count(case when is_mixed then 1 end) as mixed_orders,
        count(case when is_first_order then 1 end) as entry_orders,
        count(case when is_mature_first then 1 end) as mature_entrants,
        count(case when is_mature_first and has_second then 1 end) as second_buyers

    from orders_described

),

measured as (

    select
        shares.product_role,
        cast(shares.products as bigint) as products,
        cast(role_orders.orders as bigint) as orders,
        cast(role_orders.entry_orders as bigint) as entry_orders,
        cast(role_orders.mature_entrants as bigint) as mature_entrants,
        cast(shares.units as decimal(18, 2)) as units,
        cast(shares.revenue as decimal(18, 2)) as revenue,
        cast(shares.margin as decimal(18, 2)) as margin,
        (cast(role_orders.orders as double) / nullif(cast(all_orders.orders as double), 0)) as order_share,
        (cast(role_orders.entry_orders as double) / nullif(cast(all_orders.entry_orders as double), 0)) as entry_share,
        (cast(role_orders.mixed_orders as double) / nullif(cast(role_orders.orders as double), 0)) as attach_rate,
        (cast(all_orders.mixed_orders as double) / nullif(cast(all_orders.orders as double), 0)) as attach_rate_all,
        shares.revenue_share,
        shares.margin_share,
        (cast(shares.margin as double) / nullif(cast(shares.revenue as double), 0)) as margin_rate,
        (cast(role_orders.second_buyers as double) / nullif(cast(role_orders.mature_entrants as double), 0))
            as second_purchase_rate,
        (cast(all_orders.second_buyers as double) / nullif(cast(all_orders.mature_entrants as double), 0))
            as second_purchase_rate_all

    from shares
    inner join role_orders on shares.product_role = role_orders.product_role
    cross join all_orders

),

-- each role is measured at its own job, against what it would be without one
judged as (

    select
        *,
        case product_role
            -- a traffic product brings people in: more first orders than orders
            when 'traffic' then 'entry_share over order_share'
            -- a hit product pulls others into the basket
            when 'hit' then 'attach_rate over attach_rate_all'
            -- a profit product earns more than it sells
            when 'profit' then 'margin_share over revenue_share'
            else 'second_purchase_rate over second_purchase_rate_all'
        end as job,
        case product_role
            when 'traffic' then (cast(entry_share as double) / nullif(cast(order_share as double), 0))
            when 'hit' then (cast(attach_rate as double) / nullif(cast(attach_rate_all as double), 0))
            when 'profit' then (cast(margin_share as double) / nullif(cast(revenue_share as double), 0))
            else (cast(second_purchase_rate as double) / nullif(cast(second_purchase_rate_all as double), 0))
        end as job_index

    from measured

)

select * from judged