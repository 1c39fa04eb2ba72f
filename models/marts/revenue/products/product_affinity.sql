{# grain: one row per product_a and product_b bought together often enough, in both directions #}
with

contents as (

    select
        order_id,
        product_id
    from {{ ref('order_products') }}

),

-- pairs grow with the square of a basket: a wholesale basket says little and costs much
baskets as (

    select order_id
    from contents
    group by order_id
    having count(*) <= {{ var('affinity_max_basket_products') }}

),

basket_count as (

    select count(*) as baskets from baskets

),

-- a pair cannot be more frequent than its rarer product
frequent as (

    select
        contents.product_id,
        count(*) as product_orders

    from contents
    inner join baskets on contents.order_id = baskets.order_id
    group by contents.product_id
    having
        count(*) >= {{ var('affinity_min_orders') }}
        and count(*) >= {{ var('affinity_min_support_rate') }} * (select basket_count.baskets from basket_count)

),

kept as (

    select
        contents.order_id,
        frequent.product_id,
        frequent.product_orders

    from contents
    inner join frequent on contents.product_id = frequent.product_id
    inner join baskets on contents.order_id = baskets.order_id

),

pairs as (

    select
        one.product_id as product_a,
        other.product_id as product_b,
        one.product_orders as orders_a,
        other.product_orders as orders_b,
        count(*) as orders_both

    from kept as one
    inner join kept as other
        on one.order_id = other.order_id and one.product_id < other.product_id
    group by one.product_id, other.product_id, one.product_orders, other.product_orders
    having
        count(*) >= {{ var('affinity_min_orders') }}
        and count(*) >= {{ var('affinity_min_support_rate') }} * (select basket_count.baskets from basket_count)

),

directed as (

    select
        product_a,
        product_b,
        orders_a,
        orders_b,
        orders_both
    from pairs

    union all

    select
        product_b as product_a,
        product_a as product_b,
        orders_b as orders_a,
        orders_a as orders_b,
        orders_both
    from pairs

),

affinity as (

    select
        directed.product_a,
        directed.product_b,
        directed.orders_a,
        directed.orders_b,
        directed.orders_both,
        basket_count.baskets,
        {{ safe_divide('directed.orders_both', 'basket_count.baskets') }} as support,
        {{ safe_divide('directed.orders_both', 'directed.orders_a') }} as confidence,
        {{ safe_divide(
            'cast(directed.orders_both as double) * basket_count.baskets',
            'cast(directed.orders_a as double) * directed.orders_b'
        ) }} as lift

    from directed
    cross join basket_count

)

select * from affinity
