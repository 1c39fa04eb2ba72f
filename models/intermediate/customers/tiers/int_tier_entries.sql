{# grain: one row per valid order, refund of one, and entry of earned points #}
{{ config(materialized='view') }}
with

members as (

    select
        member_number,
        person_id
    from {{ ref('int_tier_members') }}

),

orders as (

    select
        person_id,
        ordered_at,
        order_date,
        coalesce(gross_amount - discount_amount, 0) as paid_amount
    from {{ ref('int_orders_valued') }}
    where is_valid and person_id <> '(guest)'

),

-- the same once more: only a few orders are refunded, and what is read once is not kept
refunded_orders as (

    select
        order_id,
        person_id,
        ordered_at,
        order_date,
        coalesce(gross_amount - discount_amount, 0) as paid_amount
    from {{ ref('int_orders_valued') }}
    where is_valid and person_id <> '(guest)'

),

-- a refund takes back what its order brought: never more, never before
refunds as (

    select
        refunded_orders.person_id,
        refunded_orders.order_date,
        refunded_orders.paid_amount,
        greatest(refunds.refunded_at, refunded_orders.ordered_at) as refunded_at,
        coalesce(refunds.refund_amount, 0) as refund_amount,
        sum(coalesce(refunds.refund_amount, 0)) over (
            partition by refunds.order_id order by refunds.refunded_at, refunds.refund_id
            rows between unbounded preceding and current row
        ) as refunded_so_far

    from {{ ref('int_refunds_valued') }} as refunds
    inner join refunded_orders on refunds.order_id = refunded_orders.order_id

),

entries as (

    select
        person_id,
        ordered_at as entered_at,
        order_date as counted_from,
        paid_amount as spend,
        1 as orders,
        null as points
    from orders

    union all

    select
        person_id,
        refunded_at as entered_at,
        order_date as counted_from,
        cast(
            least(refunded_so_far - refund_amount, paid_amount)
            - least(refunded_so_far, paid_amount) as decimal(18, 2)
        ) as spend,
        -- an order stops counting as one when all of it has been paid back
        case
            when refunded_so_far >= paid_amount and refunded_so_far - refund_amount < paid_amount
                then -1
        end as orders,
        null as points
    from refunds

    union all

    select
        person_id,
        occurred_at as entered_at,
        entry_date as counted_from,
        null as spend,
        null as orders,
        points
    from {{ ref('int_points_earned') }}

),

numbered as (

    select
        members.member_number,
        entries.entered_at,
        entries.counted_from,
        entries.spend,
        entries.orders,
        entries.points

    from entries
    inner join members on entries.person_id = members.person_id

)

select * from numbered
