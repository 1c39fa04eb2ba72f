{# grain: one row per order_id placed at or before the as-of #}
with

orders as (

    select * from {{ ref('int_orders') }}

)

select * from orders
