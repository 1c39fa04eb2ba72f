{# grain: one row per date_day, channel, tier and customer_type with an order or a refund #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

refunds as (

    select * from {{ ref('int_refunds_valued') }}

),

order_days as (

    select
        order_date as date_day,
        channel,
        tier,
        customer_type,
        count(*) as orders,
        count(distinct customer_id) as customers,
        sum(gross_amount) as gross,
        sum(discount_amount) as discount,
        sum(refund_amount) as refunds_order_dated,
        sum(net_revenue) as net_revenue,
        sum(cost_amount) as cost,
        sum(variable_cost_amount) as variable_cost,
        sum(contribution_margin) as contribution_margin

    from orders
    group by order_date, channel, tier, customer_type

),

-- a refund belongs to the channel, tier and customer type of its order
refund_days as (

    select
        refunds.refund_date as date_day,
        orders.channel,
        orders.tier,
        orders.customer_type,
        sum(refunds.refund_amount) as refunds_refund_dated

    from refunds
    inner join orders on refunds.order_id = orders.order_id
    group by refunds.refund_date, orders.channel, orders.tier, orders.customer_type

),

-- a day on which money only went back keeps its row
days as (

    select
        coalesce(order_days.date_day, refund_days.date_day) as date_day,
        coalesce(order_days.channel, refund_days.channel) as channel,
        coalesce(order_days.tier, refund_days.tier) as tier,
        coalesce(order_days.customer_type, refund_days.customer_type) as customer_type,
        cast(coalesce(order_days.orders, 0) as bigint) as orders,
        cast(coalesce(order_days.customers, 0) as bigint) as customers,
        cast(coalesce(order_days.gross, 0) as decimal(18, 2)) as gross,
        cast(coalesce(order_days.discount, 0) as decimal(18, 2)) as discount,
        cast(coalesce(order_days.refunds_order_dated, 0) as decimal(18, 2)) as refunds_order_dated,
        cast(coalesce(refund_days.refunds_refund_dated, 0) as decimal(18, 2))
            as refunds_refund_dated,
        cast(coalesce(order_days.net_revenue, 0) as decimal(18, 2)) as net_revenue,
        cast(
            coalesce(order_days.gross, 0) - coalesce(order_days.discount, 0)
            - coalesce(refund_days.refunds_refund_dated, 0) as decimal(18, 2)
        ) as net_revenue_refund_dated,
        cast(coalesce(order_days.cost, 0) as decimal(18, 2)) as cost,
        cast(coalesce(order_days.variable_cost, 0) as decimal(18, 2)) as variable_cost,
        cast(coalesce(order_days.contribution_margin, 0) as decimal(18, 2)) as contribution_margin

    from order_days
    full outer join refund_days
        on
            order_days.date_day = refund_days.date_day
            and order_days.channel = refund_days.channel
            and order_days.tier = refund_days.tier
            and order_days.customer_type = refund_days.customer_type

)

select * from days
