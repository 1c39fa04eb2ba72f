{# grain: one row per product_id, period_month and next_product_id #}
with

order_products as (

    select * from {{ ref('order_products') }} where customer_id is not null

),

-- what leads an order: its largest line
leaders as (

    select
        customer_id,
        order_number,
        max_by(product_id, (sales, product_id)) as leading_product_id
    from order_products
    group by customer_id, order_number

),

followed as (

    select
        order_products.product_id,
        order_products.period_month,
        leaders.leading_product_id as next_product_id,
        count(*) as times

    from order_products
    inner join leaders
        on
            order_products.customer_id = leaders.customer_id
            and order_products.order_number + 1 = leaders.order_number
    group by
        order_products.product_id, order_products.period_month, leaders.leading_product_id

),

ranked as (

    select
        product_id,
        period_month,
        next_product_id,
        cast(times as bigint) as times,
        {{ safe_divide('times', 'sum(times) over (partition by product_id, period_month)') }}
            as share,
        row_number() over (
            partition by product_id, period_month
            order by times desc, next_product_id desc
        ) as next_rank

    from followed

)

select * from ranked
