{# grain: one row per valid order_id that carries a share of a variable cost #}
with

allocations as (

    select * from {{ ref('cost_allocations') }} where cost_type = 'variable'

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

orders as (

    select
        *,
        {{ period_start('month', 'order_date') }} as period_month

    from {{ ref('int_orders_valued') }}
    -- what an order that no mart counts would carry would be lost
    where is_valid and {{ is_counted() }}

),

order_channels as (

    select * from {{ ref('int_order_channels') }}

),

amounts as (

    select
        {{ period_start('month', 'allocations.period_month') }} as period_month,
        allocations.channel,
        sum(allocations.amount * rates.rate) as amount

    from allocations
    left join rates
        on
            allocations.currency = rates.currency
            and allocations.period_month >= rates.valid_from
            and allocations.period_month < rates.valid_until
    group by {{ period_start('month', 'allocations.period_month') }}, allocations.channel

),

-- a cost of a channel falls on its orders, a cost of all on all, by what each order brought in
shared as (

    select
        amounts.period_month,
        amounts.channel,
        amounts.amount,
        orders.order_id,
        sum(orders.gross_amount - orders.discount_amount) over (
            partition by amounts.period_month, amounts.channel
            order by orders.ordered_at, orders.order_id
            rows between unbounded preceding and current row
        ) as running_sales,
        sum(orders.gross_amount - orders.discount_amount) over (
            partition by amounts.period_month, amounts.channel
        ) as all_sales,
        orders.gross_amount - orders.discount_amount as sales

    from amounts
    inner join orders on amounts.period_month = orders.period_month
    left join order_channels on orders.order_id = order_channels.order_id
    where
        amounts.channel = 'all'
        or amounts.channel = coalesce(order_channels.channel, '(unattributed)')

),

-- rounding the running total, not each share, so that the cents add up
rounded as (

    select
        order_id,
        cast({{ safe_divide('amount * running_sales', 'all_sales') }} as decimal(18, 2))
        - cast({{ safe_divide('amount * (running_sales - sales)', 'all_sales') }} as decimal(18, 2))
            as variable_cost

    from shared

),

costs as (

    select
        order_id,
        cast(sum(variable_cost) as decimal(18, 2)) as variable_cost

    from rounded
    group by order_id

)

select * from costs
