{# grain: one row per measure and thing that moves a person's progress in it #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

orders as (

    select
        *,
        coalesce(gross_amount - discount_amount, 0) as paid_amount
    from {{ ref('int_orders_valued') }}
    where is_valid and person_id <> '(guest)'

),

-- a refund takes back what its order brought: never more, never before
refunds as (

    select
        orders.person_id,
        orders.order_date,
        orders.paid_amount,
        greatest(refunds.refunded_at, orders.ordered_at) as refunded_at,
        coalesce(refunds.refund_amount, 0) as refund_amount,
        sum(coalesce(refunds.refund_amount, 0)) over (
            partition by refunds.order_id order by refunds.refunded_at, refunds.refund_id
            rows between unbounded preceding and current row
        ) as refunded_so_far

    from {{ ref('int_refunds_valued') }} as refunds
    inner join orders on refunds.order_id = orders.order_id

),

-- earned points count, for whatever; spending them or letting them expire takes no progress back
points as (

    select
        'u:' || ledger.user_id as person_id,
        ledger.occurred_at,
        {{ local_date('ledger.occurred_at') }} as entry_date,
        ledger.points

    from {{ ref('stg_app__points_ledger') }} as ledger
    inner join as_of on ledger.occurred_at <= as_of.as_of_at
    where
        coalesce(
            ledger.activity not in ('redeem', 'expire'),
            -- nobody said what for: points that came were earned, points that went were spent
            ledger.points > 0
        )
        and {{ is_linkable_id('ledger.user_id') }}

),

entries as (

    select
        'spend' as measure,
        person_id,
        ordered_at as entered_at,
        order_date as counted_from,
        paid_amount as amount
    from orders

    union all

    select
        'spend' as measure,
        person_id,
        refunded_at as entered_at,
        order_date as counted_from,
        least(refunded_so_far - refund_amount, paid_amount) - least(refunded_so_far, paid_amount)
            as amount
    from refunds

    union all

    select
        'orders' as measure,
        person_id,
        ordered_at as entered_at,
        order_date as counted_from,
        1 as amount
    from orders

    union all

    -- an order stops counting as one when all of it has been paid back
    select
        'orders' as measure,
        person_id,
        refunded_at as entered_at,
        order_date as counted_from,
        -1 as amount
    from refunds
    where refunded_so_far >= paid_amount and refunded_so_far - refund_amount < paid_amount

    union all

    select
        'points' as measure,
        person_id,
        occurred_at as entered_at,
        entry_date as counted_from,
        points as amount
    from points

)

select * from entries
