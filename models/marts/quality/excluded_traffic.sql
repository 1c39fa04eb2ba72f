{# grain: one row per kind of traffic that the marts leave out #}
with

events as (

    select * from {{ ref('fct_events') }}

),

people as (

    select * from {{ ref('dim_people') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

refunds as (

    select * from {{ ref('int_refunds_valued') }}

),

edges as (

    select * from {{ ref('int_identity_edges') }}

),

excluded as (

    select
        'internal_people' as kind,
        count(*) as row_count
    from people where is_internal
    union all
    select
        'internal_events' as kind,
        count(*) as row_count
    from events where is_internal
    union all
    select
        'internal_orders' as kind,
        count(*) as row_count
    from orders where is_internal
    union all
    select
        'events_without_identity' as kind,
        count(*) as row_count
    from events
    where person_id = '(none)'
    union all
    select
        'guest_orders' as kind,
        count(*) as row_count
    from orders where person_id = '(guest)'
    union all
    select
        'test_orders' as kind,
        count(*) as row_count
    from orders where status = 'test'
    union all
    select
        'cancelled_orders' as kind,
        count(*) as row_count
    from orders where status = 'cancelled'
    union all
    select
        'refunds_without_order' as kind,
        count(*) as row_count
    from refunds
    where order_id not in (select orders.order_id from orders)
    union all
    select
        'refused_identity_links' as kind,
        count(*) as row_count
    from edges
    where refusal_reason is not null

)

select * from excluded
