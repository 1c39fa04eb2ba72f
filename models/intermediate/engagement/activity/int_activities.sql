{# grain: one row per event of a known person, and per valid order (event_name `*order`) #}
{{ config(materialized='view') }}
with

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)' and {{ is_counted() }}

),

orders as (

    select *
    from {{ ref('int_orders') }}
    where is_valid and person_id <> '(guest)' and {{ is_counted() }}

),

activities as (

    select
        person_id,
        event_name,
        is_meaningful,
        occurred_at,
        event_date as activity_date
    from events

    union all

    -- a shop that records no events can still ask who came back to buy
    select
        person_id,
        '*order' as event_name,
        false as is_meaningful,
        ordered_at as occurred_at,
        order_date as activity_date
    from orders

)

select * from activities
