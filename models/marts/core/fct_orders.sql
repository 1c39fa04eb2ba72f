{# grain: one row per order_id placed at or before the as-of #}
-- a view: int_orders holds the very rows, and writing them twice costs more than anything else here
{{ config(materialized='view') }}
with

orders as (

    select * from {{ ref('int_orders') }}

)

select * from orders
