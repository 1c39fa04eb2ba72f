{# grain: one row per order_id placed at or before the as-of #}
with

orders as (

    select * from {{ ref('int_orders_valued') }}

),

numbered as (

    select * from {{ ref('int_orders_numbered') }}

),

channels as (

    select * from {{ ref('int_order_channels') }}

),

tier_history as (

    select
        person_id,
        tier,
        valid_from,
        coalesce(valid_to, timestamp '9999-01-01 00:00:00') as valid_to
    from {{ ref('int_tier_history') }}

),

variable_costs as (

    select * from {{ ref('int_variable_costs') }}

),

described as (

    select
        orders.order_id,
        orders.person_id,
        orders.user_id,
        orders.visitor_id,
        channels.session_id,
        orders.seller_id,
        orders.ordered_at,
        orders.order_date,
        orders.status,
        orders.currency,
        orders.exchange_rate,
        orders.coupon_code,
        coalesce(channels.channel, '(unattributed)') as channel,
        channels.campaign,
        case
            -- a cancelled or test order says nothing about who came back
            when not orders.is_valid then 'none'
            -- somebody bought, but nobody knows who
            when orders.person_id = '(guest)' then 'guest'
            when numbered.order_number = 1 then 'new'
            else 'repeat'
        end as customer_type,
        coalesce(tier_history.tier, '(none)') as tier_at_order,
        orders.is_valid,
        coalesce(numbered.order_number = 1, false) as is_first_order,
        orders.has_traffic_product,
        orders.has_hit_product,
        orders.has_profit_product,
        orders.has_cost,
        orders.is_internal,
        orders.is_valid and {{ is_counted('orders') }} as is_counted,
        numbered.order_number,
        orders.gross_amount,
        orders.discount_amount,
        orders.tax_amount,
        orders.shipping_amount,
        orders.refund_amount,
        orders.net_revenue,
        orders.cost_amount,
        coalesce(variable_costs.variable_cost, 0) as variable_cost_amount,
        cast(
            orders.net_revenue - orders.cost_amount - coalesce(variable_costs.variable_cost, 0)
            as decimal(18, 2)
        ) as contribution_margin

    from orders
    left join numbered on orders.order_id = numbered.order_id
    left join channels on orders.order_id = channels.order_id
    -- the tier held just before: what an order earns counts from the next one. Stretches of a
    -- person do not overlap, so no fan-out
    left join tier_history
        on
            orders.person_id = tier_history.person_id
            and orders.ordered_at > tier_history.valid_from
            and orders.ordered_at <= tier_history.valid_to
    left join variable_costs on orders.order_id = variable_costs.order_id

)

select * from described
