{# grain: one row per product_id and period_month with a valid order #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

order_products as (

    select
        *,
        min(order_number) over (partition by product_id, customer_id) as first_order_number
    from {{ ref('order_products') }}

),

first_orders as (

    select
        period_month,
        count(*) as first_orders
    from orders
    where is_first_order
    group by period_month

),

-- guests have no customer_id: their orders count, they do not
product_months as (

    select
        product_id,
        period_month,
        count(*) as orders,
        count(distinct customer_id) as buyers,
        count(distinct case when order_number > first_order_number then customer_id end)
            as repeat_buyers,
        sum(case when is_first_order then 1 else 0 end) as entry_orders,
        sum(units) as units,
        sum(sales) as sales,
        sum(revenue) as revenue,
        sum(margin) as margin

    from order_products
    group by product_id, period_month

),

-- money of orders, less what lines explain of it
differences as (

    select
        period_month,
        sales_amount as sales,
        net_revenue as revenue,
        net_revenue - cost_amount as margin
    from orders

    union all

    select
        period_month,
        -sales as sales,
        -revenue as revenue,
        -margin as margin
    from product_months

),

-- orders without lines, order discounts, rounding: a product of its own
with_residual as (

    select * from product_months

    union all

    select
        '(unallocated)' as product_id,
        period_month,
        {%- for count in ['orders', 'buyers', 'repeat_buyers', 'entry_orders', 'units'] %}
        0 as {{ count }},
        {%- endfor %}
        sum(sales) as sales,
        sum(revenue) as revenue,
        sum(margin) as margin

    from differences
    group by period_month

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
        cast(with_residual.units as decimal(18, 6)) as units,
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
    left join {{ ref('next_products') }} as next_products
        on
            with_residual.product_id = next_products.product_id
            and with_residual.period_month = next_products.period_month
            and next_products.next_rank = 1

)

select * from performance
