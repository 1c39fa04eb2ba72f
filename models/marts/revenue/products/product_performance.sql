{# grain: one row per product_id and period_month with a valid order #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

order_products as (

    select * from {{ ref('order_products') }}

),

-- what leads the customer's next order: its largest line
next_orders as (

    select
        customer_id,
        order_number,
        max_by(product_id, (sales, product_id)) as leading_product_id

    from order_products
    where customer_id is not null
    group by customer_id, order_number

),

next_counts as (

    select
        order_products.product_id,
        order_products.period_month,
        next_orders.leading_product_id,
        count(*) as times

    from order_products
    inner join next_orders
        on
            order_products.customer_id = next_orders.customer_id
            and order_products.order_number + 1 = next_orders.order_number
    group by order_products.product_id, order_products.period_month, next_orders.leading_product_id

),

next_products as (

    select
        product_id,
        period_month,
        max_by(leading_product_id, (times, leading_product_id)) as next_product_id

    from next_counts
    group by product_id, period_month

),

-- guests share one row without a customer: their orders count, they do not
buyer_months as (

    select
        product_id,
        period_month,
        customer_id,
        max(order_number) as last_order_number,
        min(min(order_number)) over (partition by product_id, customer_id) as first_order_number,
        count(*) as orders,
        sum(case when is_first_order then 1 else 0 end) as entry_orders,
        sum(units) as units,
        sum(sales) as sales,
        sum(revenue) as revenue,
        sum(margin) as margin

    from order_products
    group by product_id, period_month, customer_id

),

first_orders as (

    select
        period_month,
        count(*) as first_orders
    from orders
    where is_first_order
    group by period_month

),

summed as (

    select
        product_id,
        period_month,
        sum(orders) as orders,
        sum(units) as units,
        sum(sales) as sales,
        sum(revenue) as revenue,
        sum(margin) as margin,
        count(customer_id) as buyers,
        count(case when last_order_number > first_order_number then customer_id end) as repeat_buyers,
        sum(entry_orders) as entry_orders

    from buyer_months
    group by product_id, period_month

),

order_months as (

    select
        period_month,
        sum(sales_amount) as sales,
        sum(net_revenue) as revenue,
        sum(net_revenue - cost_amount) as margin
    from orders
    group by period_month

),

line_months as (

    select
        period_month,
        sum(sales) as sales,
        sum(revenue) as revenue,
        sum(margin) as margin
    from summed
    group by period_month

),

-- what orders brought in and no line explains: orders without lines, order discounts, rounding
with_residual as (

    select
        summed.product_id,
        summed.period_month,
        summed.orders,
        summed.units,
        summed.sales,
        summed.revenue,
        summed.margin,
        summed.buyers,
        summed.repeat_buyers,
        summed.entry_orders
    from summed

    union all

    select
        '(unallocated)' as product_id,
        order_months.period_month,
        0 as orders,
        0 as units,
        order_months.sales - coalesce(line_months.sales, 0) as sales,
        order_months.revenue - coalesce(line_months.revenue, 0) as revenue,
        order_months.margin - coalesce(line_months.margin, 0) as margin,
        0 as buyers,
        0 as repeat_buyers,
        0 as entry_orders
    from order_months
    left join line_months on order_months.period_month = line_months.period_month

),

performance as (

    select
        with_residual.product_id,
        with_residual.period_month,
        next_products.next_product_id,
        cast(with_residual.orders as bigint) as orders,
        cast(with_residual.buyers as bigint) as buyers,
        cast(with_residual.repeat_buyers as bigint) as repeat_buyers,
        cast(with_residual.entry_orders as bigint) as entry_orders,
        cast(with_residual.units as decimal(18, 2)) as units,
        cast(with_residual.sales as decimal(18, 2)) as sales,
        cast(with_residual.revenue as decimal(18, 2)) as revenue,
        cast(with_residual.margin as decimal(18, 2)) as margin,
        case
            when with_residual.product_id <> '(unallocated)'
                then {{ safe_divide('with_residual.margin', 'with_residual.revenue') }}
        end as margin_rate,
        {{ safe_divide('with_residual.repeat_buyers', 'with_residual.buyers') }} as repeat_rate,
        case
            when with_residual.product_id <> '(unallocated)'
                then {{ safe_divide('with_residual.entry_orders', 'first_orders.first_orders') }}
        end as entry_share

    from with_residual
    left join first_orders on with_residual.period_month = first_orders.period_month
    left join next_products
        on
            with_residual.product_id = next_products.product_id
            and with_residual.period_month = next_products.period_month

)

select * from performance
