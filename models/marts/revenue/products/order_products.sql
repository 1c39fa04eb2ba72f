{# grain: one row per order_id and product_id of a valid order #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

items as (

    select * from {{ ref('fct_order_items') }}

),

-- an order's refund falls on its lines by what each brought in; rounding the running share keeps the cents
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
        orders.refund_amount,
        case
            when orders.refund_amount <> 0 then sum(items.net_amount) over (
                partition by items.order_id
                order by items.order_item_id
                rows between unbounded preceding and current row
            )
        end as running_amount,
        case
            when orders.refund_amount <> 0
                then sum(items.net_amount) over (partition by items.order_id)
        end as order_amount

    from items
    inner join orders on items.order_id = orders.order_id

),

netted as (

    select
        *,
        net_amount - coalesce(
            cast({{ safe_divide('refund_amount * running_amount', 'order_amount') }} as decimal(18, 2))
            - cast(
                {{ safe_divide('refund_amount * (running_amount - net_amount)', 'order_amount') }}
                as decimal(18, 2)
            ), 0
        ) as revenue

    from lines

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
        cast(sum(quantity) as decimal(18, 2)) as units,
        cast(sum(net_amount) as decimal(18, 2)) as sales,
        cast(sum(revenue) as decimal(18, 2)) as revenue,
        cast(sum(revenue - cost_amount) as decimal(18, 2)) as margin

    from netted
    group by order_id, product_id, period_month, customer_id, order_number, is_first_order

)

select * from order_products
