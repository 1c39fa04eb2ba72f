{# grain: one row per order_id placed at or before the as-of #}
-- a view: int_orders holds the very rows, and nothing here costs more than writing them
{{ config(materialized='view') }}
with

orders as (

    select * from {{ ref('int_orders') }}

)

select * from orders
