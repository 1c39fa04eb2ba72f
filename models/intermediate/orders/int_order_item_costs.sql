{# grain: one row per order_id with items #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
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
        coalesce(bool_or(products.product_role = 'traffic'), false) as has_traffic_product,
        coalesce(bool_or(products.product_role = 'hit'), false) as has_hit_product,
        coalesce(bool_or(products.product_role = 'profit'), false) as has_profit_product

    from items
    left join products on items.product_id = products.product_id
    group by items.order_id

)

select * from costs
