{# grain: one row per period_month from the first order to the as-of #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

refunds as (

    select * from {{ ref('int_refunds_valued') }}

),

order_months as (

    select
        period_month,
        sum(sales_amount) as sales,
        sum(refund_amount) as refunds_order_dated,
        0 as refunds_refund_dated,
        0 as refunds_without_revenue
    from orders
    group by period_month

),

refund_months as (

    select
        {{ period_start('month', 'refunds.refund_date') }} as period_month,
        0 as sales,
        0 as refunds_order_dated,
        sum(case when orders.order_id is not null then refunds.refund_amount else 0 end)
            as refunds_refund_dated,
        sum(case when orders.order_id is null then refunds.refund_amount else 0 end)
            as refunds_without_revenue
    from refunds
    left join orders on refunds.order_id = orders.order_id
    group by {{ period_start('month', 'refunds.refund_date') }}

),

months as (

    select
        period_month,
        sum(sales) as sales,
        sum(refunds_order_dated) as refunds_order_dated,
        sum(refunds_refund_dated) as refunds_refund_dated,
        sum(refunds_without_revenue) as refunds_without_revenue

    from (
        select * from order_months
        union all
        select * from refund_months
    ) as either
    group by period_month

),

-- what separates the two datings is money of the months so far that went back later
reconciled as (

    select
        period_month,
        cast(sales as decimal(18, 2)) as sales,
        cast(refunds_order_dated as decimal(18, 2)) as refunds_order_dated,
        cast(refunds_refund_dated as decimal(18, 2)) as refunds_refund_dated,
        cast(sales - refunds_order_dated as decimal(18, 2)) as net_revenue,
        cast(sales - refunds_refund_dated as decimal(18, 2)) as net_revenue_refund_dated,
        cast(refunds_order_dated - refunds_refund_dated as decimal(18, 2)) as difference,
        cast(
            sum(refunds_order_dated - refunds_refund_dated) over (
                order by period_month rows between unbounded preceding and current row
            ) as decimal(18, 2)
        ) as refunded_after_month_end,
        -- money paid back for orders that are cancelled, a test, internal or not delivered
        cast(refunds_without_revenue as decimal(18, 2)) as refunds_without_revenue

    from months

)

select * from reconciled
