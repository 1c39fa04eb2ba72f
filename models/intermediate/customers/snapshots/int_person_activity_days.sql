{# grain: one row per person_id and activity_date; orders count as int_purchase_days counts them #}
with

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

purchases as (

    select * from {{ ref('int_purchase_days') }}

),

activity as (

    select
        person_id,
        event_date as activity_date,
        case when stage = '{{ var("cart_stage") }}' then occurred_at end as cart_at,
        case when is_meaningful then 1 else 0 end as meaningful_events
    from events

    union all

    select
        person_id,
        order_date as activity_date,
        cast(null as timestamp) as cart_at,
        0 as meaningful_events
    from purchases

),

days as (

    select
        person_id,
        activity_date,
        max(cart_at) as last_cart_at,
        cast(sum(meaningful_events) as bigint) as meaningful_events

    from activity
    group by person_id, activity_date

)

select * from days
