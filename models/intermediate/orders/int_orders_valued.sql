{# grain: one row per order_id #}
with

orders as (

    select * from {{ ref('int_orders_identified') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

item_costs as (

    select * from {{ ref('int_order_item_costs') }}

),

refunds as (

    select
        order_id,
        cast(sum(refund_amount) as decimal(18, 2)) as refund_amount,
        count(*) = count(refund_amount) as has_rate
    from {{ ref('int_refunds_valued') }}
    group by order_id

),

converted as (

    select
        orders.order_id,
        orders.person_id,
        orders.owner_user_id as user_id,
        orders.visitor_id,
        orders.ordered_at,
        orders.order_date,
        orders.status,
        orders.currency,
        orders.coupon_code,
        orders.seller_id,
        rates.rate as exchange_rate,
        orders.is_valid,
        orders.is_internal,
        coalesce(item_costs.has_traffic_product, false) as has_traffic_product,
        coalesce(item_costs.has_hit_product, false) as has_hit_product,
        coalesce(item_costs.has_profit_product, false) as has_profit_product,
        {% for amount in ['gross', 'discount', 'tax', 'shipping'] -%}
        {{ in_reporting_currency('coalesce(orders.' ~ amount ~ '_amount, 0)', 'rates.rate') }}
            as {{ amount }}_amount,
        {% endfor -%}
        -- the order's own cost first, else what its items cost, else unknown and counted as nothing
        coalesce(orders.cost_amount, item_costs.item_cost_local) is not null as has_cost,
        coalesce(
            {{ in_reporting_currency('orders.cost_amount', 'rates.rate') }},
            {{ in_reporting_currency('item_costs.item_cost_local', 'rates.rate') }},
            {{ in_reporting_currency('0', 'rates.rate') }}
        ) as cost_amount,
        case
            when refunds.order_id is null then 0
            when refunds.has_rate then refunds.refund_amount
        end as refund_amount

    from orders
    left join rates
        on
            orders.currency = rates.currency
            and orders.order_date >= rates.valid_from
            and orders.order_date < rates.valid_until
    left join item_costs on orders.order_id = item_costs.order_id
    left join refunds on orders.order_id = refunds.order_id

),

valued as (

    select
        *,
        -- cents in sixteen digits: wider decimals cost fifteen times as much to store and to add
        cast(gross_amount - discount_amount - refund_amount as decimal(18, 2)) as net_revenue

    from converted

)

select * from valued
