{# grain: one row per person_id with a valid order #}
with

orders as (

    select * from {{ ref('int_orders') }} where is_valid and person_id <> '(guest)'

),

as_of as (

    select as_of_date from {{ ref('int_as_of') }}

),

totals as (

    select
        person_id,
        bool_or(is_internal) as is_internal,
        min(ordered_at) as first_order_at,
        max(ordered_at) as last_order_at,
        max(order_date) as last_order_date,
        count(*) as order_count,
        count(*) filter (where discount_amount > 0 or coupon_code is not null)
            as discounted_order_count,
        coalesce(sum(gross_amount), 0) as gross_amount,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(contribution_margin), 0) as contribution_margin

    from orders
    group by person_id

),

dated as (

    select
        totals.*,
        {{ days_between('totals.last_order_date', 'as_of.as_of_date') }} as recency_days

    from totals
    cross join as_of

)

select * from dated
