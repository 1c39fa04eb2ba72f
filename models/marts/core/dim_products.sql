{# grain: one row per product_id that is listed or was sold #}
with

products as (

    select * from {{ ref('stg_shop__products') }}

),

items as (

    select * from {{ ref('stg_shop__order_items') }}

),

product_ids as (

    select product_id from products
    union distinct
    select product_id from items

),

described as (

    select
        product_ids.product_id,
        products.product_name,
        coalesce(products.category, '(unknown)') as category,
        coalesce(products.product_role, 'regular') as product_role,
        products.product_id is not null as is_listed,
        cast(products.list_price as decimal(18, 2)) as list_price,
        cast(products.unit_cost as decimal(18, 2)) as unit_cost

    from product_ids
    left join products on product_ids.product_id = products.product_id

)

select * from described
