
with

contents as (

    select
        order_id,
        product_id
    from "warehouse"."revenue"."order_products"

),

-- pairs grow with the square of a basket: a wholesale basket says little and costs much
baskets as (

    select order_id
    from contents
    group by order_id
    having count(*) <= 60

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
        count(*) >= 10
        and count(*) >= 0.001 * (select baskets from basket_count)

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
        count(*) >= 10
        and count(*) >= 0.001 * (select baskets from basket_count)

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
        (cast(directed.orders_both as double) / nullif(cast(basket_count.baskets as double), 0)) as support,
        (cast(directed.orders_both as double) / nullif(cast(directed.orders_a as double), 0)) as confidence,
        (cast(cast(directed.orders_both as double) * basket_count.baskets as double) / nullif(cast(cast(directed.orders_a as double) * directed.orders_b as double), 0)) as lift

    from directed
    cross join basket_count

)

select * from affinity