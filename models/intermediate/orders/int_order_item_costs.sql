{# grain: one row per order_id with items #}
with

items as (

    select * from {{ ref('stg_shop__order_items') }}

),

products as (

    select * from {{ ref('stg_shop__products') }}

),

costs as (

    select
        items.order_id,
        sum(items.quantity * coalesce(items.unit_cost, products.unit_cost)) as item_cost_local,
        max(case when products.product_role = 'traffic' then 1 else 0 end) = 1 as has_traffic_product,
        max(case when products.product_role = 'hit' then 1 else 0 end) = 1 as has_hit_product,
        max(case when products.product_role = 'profit' then 1 else 0 end) = 1 as has_profit_product

    from items
    left join products on items.product_id = products.product_id
    group by items.order_id

)

select * from costs
