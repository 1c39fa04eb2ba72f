{# grain: one row per days_back and person_id with an order line by then #}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }}

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid and person_id <> '(guest)'

),

order_categories as (

    select distinct
        items.order_id,
        products.category

    from {{ ref('stg_shop__order_items') }} as items
    inner join {{ ref('stg_shop__products') }} as products
        on items.product_id = products.product_id
    where products.category is not null

),

bought as (

    select
        moments.days_back,
        orders.person_id,
        min(order_categories.category) as first_category,
        max(order_categories.category) as last_category

    from order_categories
    inner join orders on order_categories.order_id = orders.order_id
    inner join moments on orders.order_date <= moments.snapshot_date
    group by moments.days_back, orders.person_id

)

select * from bought
