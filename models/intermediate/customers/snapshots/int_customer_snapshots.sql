{# grain: one row per days_back and person_id with a valid order by then #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }}

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid and person_id <> '(guest)'

),

refunds as (

    select
        orders.person_id,
        refunds.refund_date,
        refunds.refund_amount

    from {{ ref('int_refunds_valued') }} as refunds
    inner join orders on refunds.order_id = orders.order_id

),

bought as (

    select
        moments.days_back,
        moments.snapshot_date,
        orders.person_id,
        count(*) as order_count,
        count(*) filter (where orders.discount_amount > 0 or orders.coupon_code is not null)
            as discounted_orders,
        min(orders.ordered_at) as first_order_at,
        max(orders.ordered_at) as last_order_at,
        max(orders.order_date) as last_order_date,
        cast(sum(coalesce(orders.gross_amount, 0)) as decimal(18, 2)) as gross_amount,
        cast(sum(coalesce(orders.discount_amount, 0)) as decimal(18, 2)) as discount_amount

    from orders
    inner join moments on orders.order_date <= moments.snapshot_date
    group by moments.days_back, moments.snapshot_date, orders.person_id

),

paid_back as (

    select
        moments.days_back,
        refunds.person_id,
        sum(coalesce(refunds.refund_amount, 0)) as refund_amount

    from refunds
    inner join moments on refunds.refund_date <= moments.snapshot_date
    group by moments.days_back, refunds.person_id

),

snapshots as (

    select
        bought.days_back,
        bought.person_id,
        bought.order_count,
        bought.discounted_orders,
        bought.first_order_at,
        bought.last_order_at,
        bought.last_order_date,
        {{ days_between('bought.last_order_date', 'bought.snapshot_date') }}
            as recency_days,
        bought.gross_amount,
        bought.discount_amount,
        cast(
            bought.gross_amount - bought.discount_amount - coalesce(paid_back.refund_amount, 0)
            as decimal(18, 2)
        ) as net_revenue

    from bought
    left join paid_back
        on bought.days_back = paid_back.days_back and bought.person_id = paid_back.person_id

)

select * from snapshots
