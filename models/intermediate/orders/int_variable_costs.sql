{# grain: one row per valid order_id that carries a share of a variable cost #}
with

allocations as (

    select * from {{ ref('cost_allocations') }} where cost_type = 'variable'

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

order_channels as (

    select * from {{ ref('int_order_channels') }}

),

-- what an order that no mart counts would carry would be lost
orders as (

    select
        orders.order_id,
        orders.ordered_at,
        {{ period_start('month', 'orders.order_date') }} as period_month,
        coalesce(order_channels.channel, '(unattributed)') as channel,
        greatest(coalesce(orders.gross_amount - orders.discount_amount, 0), 0) as sales

    from {{ ref('int_orders_valued') }} as orders
    left join order_channels on orders.order_id = order_channels.order_id
    where orders.is_valid and {{ is_counted('orders') }}

),

channel_months as (

    select distinct
        period_month,
        channel
    from orders

),

-- a channel without an order in the month cannot bear its cost: the month's other orders do
amounts as (

    select
        {{ period_start('month', 'allocations.period_month') }} as period_month,
        coalesce(channel_months.channel, 'all') as channel,
        sum(allocations.amount * rates.rate) as amount

    from allocations
    left join rates
        on
            allocations.currency = rates.currency
            and allocations.period_month >= rates.valid_from
            and allocations.period_month < rates.valid_until
    left join channel_months
        on
            {{ period_start('month', 'allocations.period_month') }} = channel_months.period_month
            and allocations.channel = channel_months.channel
    group by
        {{ period_start('month', 'allocations.period_month') }},
        coalesce(channel_months.channel, 'all')

),

-- a cost of a channel falls on its orders, a cost of all on all: by what each order brought in,
-- evenly where none brought in anything
borne as (

    select
        orders.order_id,
        orders.ordered_at,
        amounts.period_month,
        amounts.channel,
        amounts.amount,
        case
            when sum(orders.sales) over (partition by amounts.period_month, amounts.channel) > 0
                then orders.sales
            else 1
        end as weight

    from amounts
    inner join orders
        on
            amounts.period_month = orders.period_month
            and (amounts.channel = 'all' or amounts.channel = orders.channel)

),

shared as (

    select
        order_id,
        amount,
        weight,
        sum(weight) over (
            partition by period_month, channel
            order by ordered_at, order_id
            rows between unbounded preceding and current row
        ) as running_weight,
        sum(weight) over (partition by period_month, channel) as all_weight

    from borne

),

-- rounding the running total, not each share, so that the cents add up
rounded as (

    select
        order_id,
        cast({{ safe_divide('amount * running_weight', 'all_weight') }} as decimal(18, 2))
        - cast({{ safe_divide('amount * (running_weight - weight)', 'all_weight') }} as decimal(18, 2))
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
