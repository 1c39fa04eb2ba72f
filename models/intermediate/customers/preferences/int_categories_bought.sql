{# grain: one row per days_back and person_id with an order line by then #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }}

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid and person_id <> '(guest)'

),

first_bought as (

    select
        orders.person_id,
        products.category,
        min(orders.order_date) as first_date

    from {{ ref('stg_shop__order_items') }} as items
    inner join orders on items.order_id = orders.order_id
    inner join {{ ref('stg_shop__products') }} as products
        on items.product_id = products.product_id
    where products.category is not null
    group by orders.person_id, products.category

),

bought as (

    select
        moments.days_back,
        first_bought.person_id,
        min(first_bought.category) as first_category,
        max(first_bought.category) as last_category

    from first_bought
    inner join moments on first_bought.first_date <= moments.snapshot_date
    group by moments.days_back, first_bought.person_id

)

select * from bought
