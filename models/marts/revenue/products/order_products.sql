{# grain: one row per order_id and product_id of a valid order #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

items as (

    select * from {{ ref('fct_order_items') }}

),

lines as (

    select
        items.order_item_id,
        items.order_id,
        items.product_id,
        orders.period_month,
        orders.customer_id,
        orders.order_number,
        orders.is_first_order,
        items.quantity,
        items.net_amount,
        items.cost_amount,
        orders.refund_amount

    from items
    inner join orders on items.order_id = orders.order_id

),

refunded as (

    select
        order_item_id,
        net_amount,
        refund_amount,
        sum(net_amount) over (
            partition by order_id
            order by order_item_id
            rows between unbounded preceding and current row
        ) as running_amount,
        sum(net_amount) over (partition by order_id) as order_amount

    from lines
    where refund_amount <> 0

),

-- an order's refund falls on its lines by what each brought in; rounding the running share keeps the cents
refund_shares as (

    select
        order_item_id,
        cast({{ safe_divide('refund_amount * running_amount', 'order_amount') }} as decimal(18, 2))
        - cast(
            {{ safe_divide('refund_amount * (running_amount - net_amount)', 'order_amount') }}
            as decimal(18, 2)
        ) as refund

    from refunded

),

netted as (

    select
        lines.*,
        lines.net_amount - coalesce(refund_shares.refund, 0) as revenue

    from lines
    left join refund_shares on lines.order_item_id = refund_shares.order_item_id

),

-- one row per order and product: a product may stand on several lines
order_products as (

    select
        order_id,
        product_id,
        period_month,
        customer_id,
        order_number,
        is_first_order,
        cast(sum(quantity) as decimal(18, 6)) as units,
        cast(sum(net_amount) as decimal(18, 2)) as sales,
        cast(sum(revenue) as decimal(18, 2)) as revenue,
        cast(sum(revenue - cost_amount) as decimal(18, 2)) as margin

    from netted
    group by order_id, product_id, period_month, customer_id, order_number, is_first_order

)

select * from order_products
