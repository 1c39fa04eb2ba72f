{# grain: one row per person_id and activity_date #}
with

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid and person_id <> '(guest)'

),

event_days as (

    select
        person_id,
        event_date as activity_date,
        bool_and(is_internal) as is_internal,
        count(*) as event_count,
        count(*) filter (where is_meaningful) as meaningful_event_count,
        0 as session_count,
        0 as order_count,
        0 as net_revenue
    from events
    group by person_id, event_date

),

session_days as (

    select
        person_id,
        session_date as activity_date,
        bool_and(is_internal) as is_internal,
        0 as event_count,
        0 as meaningful_event_count,
        count(*) as session_count,
        0 as order_count,
        0 as net_revenue
    from sessions
    group by person_id, session_date

),

order_days as (

    select
        person_id,
        order_date as activity_date,
        bool_and(is_internal) as is_internal,
        0 as event_count,
        0 as meaningful_event_count,
        0 as session_count,
        count(*) as order_count,
        sum(net_revenue) as net_revenue
    from orders
    group by person_id, order_date

),

activity as (

    select * from event_days
    union all
    select * from session_days
    union all
    select * from order_days

),

person_days as (

    select
        person_id,
        activity_date,
        bool_and(is_internal) as is_internal,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(meaningful_event_count) as bigint) as meaningful_event_count,
        cast(sum(session_count) as bigint) as session_count,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(net_revenue) as decimal(18, 2)) as net_revenue

    from activity
    group by person_id, activity_date

)

select * from person_days
