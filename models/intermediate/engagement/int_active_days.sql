{# grain: one row per entity (people, customers), person_id and activity_date #}
{#- people are active by an event (var active_events: any or meaningful), customers by a valid order -#}
with

activity_days as (

    select * from {{ ref('int_activity_days') }}

),

orders as (

    select
        person_id,
        order_date,
        sum(net_revenue) as net_revenue

    from {{ ref('int_orders') }}
    where is_valid and person_id <> '(guest)' and {{ is_counted() }}
    group by person_id, order_date

),

people_days as (

    select
        'people' as entity,
        person_id,
        activity_date,
        sum(occurrences) as occurrences,
        0 as net_revenue
    from activity_days
    where
        event_name <> '*order'
        {%- if var('active_events') == 'meaningful' %} and is_meaningful{% endif %}
    group by person_id, activity_date

),

customer_days as (

    select
        'customers' as entity,
        activity_days.person_id,
        activity_days.activity_date,
        activity_days.occurrences,
        orders.net_revenue

    from activity_days
    inner join orders
        on
            activity_days.person_id = orders.person_id
            and activity_days.activity_date = orders.order_date
    where activity_days.event_name = '*order'

),

active_days as (

    select * from people_days
    union all
    select * from customer_days

)

select * from active_days
