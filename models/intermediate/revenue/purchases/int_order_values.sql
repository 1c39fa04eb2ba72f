{# grain: one row per counted, valid order_id: what every revenue mart sums #}
-- a view: int_orders holds the rows
{{ config(materialized='view') }}
with

orders as (

    select * from {{ ref('int_orders') }} where is_valid and {{ is_counted() }}

),

valued as (

    select
        order_id,
        person_id,
        -- a guest is nobody known: an order, but no customer to count
        nullif(person_id, '(guest)') as customer_id,
        seller_id,
        session_id,
        ordered_at,
        order_date,
        {{ period_start('month', 'order_date') }} as period_month,
        channel,
        tier_at_order as tier,
        customer_type,
        order_number,
        is_first_order,
        has_traffic_product,
        has_hit_product,
        has_profit_product,
        gross_amount,
        discount_amount,
        gross_amount - discount_amount as sales_amount,
        refund_amount,
        net_revenue,
        cost_amount,
        variable_cost_amount,
        contribution_margin

    from orders

)

select * from valued
