{# grain: one row per order_item_id of an order placed at or before the as-of #}
with

items as (

    select * from {{ ref('stg_shop__order_items') }}

),

products as (

    select * from {{ ref('stg_shop__products') }}

),

orders as (

    select * from {{ ref('int_orders') }}

),

converted as (

    select
        items.order_item_id,
        items.order_id,
        items.product_id,
        orders.person_id,
        orders.order_date,
        orders.channel,
        coalesce(products.category, '(unknown)') as category,
        coalesce(products.product_role, 'regular') as product_role,
        orders.is_valid,
        orders.is_internal,
        items.quantity,
        {{ in_reporting_currency(
            'items.unit_price', 'orders.exchange_rate', 'items.quantity'
        ) }} as gross_amount,
        {{ in_reporting_currency(
            'coalesce(items.discount_amount, 0)', 'orders.exchange_rate'
        ) }} as discount_amount,
        {{ in_reporting_currency(
            'coalesce(items.unit_cost, products.unit_cost, 0)',
            'orders.exchange_rate', 'items.quantity'
        ) }} as cost_amount

    from items
    inner join orders on items.order_id = orders.order_id
    left join products on items.product_id = products.product_id

),

valued as (

    select
        *,
        gross_amount - discount_amount as net_amount

    from converted

)

select * from valued
