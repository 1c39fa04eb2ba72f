{# grain: one row per order_item_id of an order placed at or before the as-of #}
-- a view: int_order_items holds the very rows
{{ config(materialized='view') }}
with

items as (

    select * from {{ ref('int_order_items') }}

)

select * from items
