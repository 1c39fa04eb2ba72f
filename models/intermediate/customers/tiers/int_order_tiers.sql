{# grain: one row per order_id of somebody who held a tier when placing it #}
with

orders as (

    select
        order_id,
        person_id,
        ordered_at
    from {{ ref('int_orders_valued') }}

),

history as (

    select * from {{ ref('int_tier_history') }}

),

-- the tier held just before: what an order earns counts from the next one. Stretches of a person
-- do not overlap, so no fan-out
tiers as (

    select
        orders.order_id,
        history.tier

    from orders
    inner join history
        on
            orders.person_id = history.person_id
            and orders.ordered_at > history.valid_from
            and orders.ordered_at <= coalesce(history.valid_to, timestamp '9999-01-01 00:00:00')

)

select * from tiers
