{# grain: one row per person_id and activity_date #}
with

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid and person_id <> '(guest)'

),

activity as (

    select
        person_id,
        event_date as activity_date,
        max(occurred_at) as last_active_at,
        max(case when stage = '{{ var("cart_stage") }}' then occurred_at end) as last_cart_at,
        count(*) filter (where is_meaningful) as meaningful_events
    from events
    group by person_id, event_date

    union all

    select
        person_id,
        order_date as activity_date,
        max(ordered_at) as last_active_at,
        cast(null as timestamp) as last_cart_at,
        0 as meaningful_events
    from orders
    group by person_id, order_date

),

days as (

    select
        person_id,
        activity_date,
        max(last_active_at) as last_active_at,
        max(last_cart_at) as last_cart_at,
        sum(meaningful_events) as meaningful_events

    from activity
    group by person_id, activity_date

)

select * from days
