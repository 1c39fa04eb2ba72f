{# grain: one row per order_item_id of an order placed at or before the as-of #}
with

items as (

    select * from {{ ref('int_order_items') }}

)

select * from items
