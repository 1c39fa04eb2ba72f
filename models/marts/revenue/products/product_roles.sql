{# grain: one row per product_role that was sold #}
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

performance as (

    select * from {{ ref('product_performance') }} where product_id <> '(unallocated)'

),

order_products as (

    select * from {{ ref('order_products') }}

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
        {{ safe_divide('revenue', 'sum(revenue) over ()') }} as revenue_share,
        {{ safe_divide('margin', 'sum(margin) over ()') }} as margin_share

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
        and {{ seconds_between('orders.ordered_at', 'as_of.as_of_at') }}
        >= {{ var('second_purchase_days') }} * 86400 as is_mature_first,
        orders.is_first_order
        and coalesce(
            {{ seconds_between('orders.ordered_at', 'second_orders.second_ordered_at') }}
            <= {{ var('second_purchase_days') }} * 86400, false
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
        {{ safe_divide('role_orders.orders', 'all_orders.orders') }} as order_share,
        {{ safe_divide('role_orders.entry_orders', 'all_orders.entry_orders') }} as entry_share,
        {{ safe_divide('role_orders.mixed_orders', 'role_orders.orders') }} as attach_rate,
        {{ safe_divide('all_orders.mixed_orders', 'all_orders.orders') }} as attach_rate_all,
        shares.revenue_share,
        shares.margin_share,
        {{ safe_divide('shares.margin', 'shares.revenue') }} as margin_rate,
        {{ safe_divide('role_orders.second_buyers', 'role_orders.mature_entrants') }}
            as second_purchase_rate,
        {{ safe_divide('all_orders.second_buyers', 'all_orders.mature_entrants') }}
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
            when 'traffic' then {{ safe_divide('entry_share', 'order_share') }}
            when 'hit' then {{ safe_divide('attach_rate', 'attach_rate_all') }}
            when 'profit' then {{ safe_divide('margin_share', 'revenue_share') }}
            else {{ safe_divide('second_purchase_rate', 'second_purchase_rate_all') }}
        end as job_index

    from measured

)

select * from judged
