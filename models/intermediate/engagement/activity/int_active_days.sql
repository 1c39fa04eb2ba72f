{# grain: one row per entity (people, customers), person_id and activity_date #}
{#- people are active by an event (var active_events), customers by a valid order -#}
with

activities as (

    select * from {{ ref('int_activities') }}

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

activity_days as (

    select
        case when event_name = '*order' then 'customers' else 'people' end as entity,
        person_id,
        activity_date,
        count(*) as occurrences

    from activities
    {%- if var('active_events') == 'meaningful' %}
    where event_name = '*order' or is_meaningful
    {%- endif %}
    group by
        case when event_name = '*order' then 'customers' else 'people' end,
        person_id,
        activity_date

),

active_days as (

    select
        activity_days.entity,
        activity_days.person_id,
        activity_days.activity_date,
        activity_days.occurrences,
        case when activity_days.entity = 'customers' then orders.net_revenue else 0 end
            as net_revenue

    from activity_days
    left join orders
        on
            activity_days.person_id = orders.person_id
            and activity_days.activity_date = orders.order_date

)

select * from active_days
