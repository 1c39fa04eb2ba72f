{# grain: one row per person_id: whether a new person came back, and what the person was worth #}
{%- set day_numbers = var('new_user_retention_days') %}
{%- set value_end = add_seconds(
    'people.first_seen_at', var('new_user_value_days') ~ ' * 86400'
) %}
with

people as (

    select * from {{ ref('int_people') }} where {{ is_counted() }}

),

events as (

    select * from {{ ref('int_events') }} where is_meaningful

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid and {{ is_counted() }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

returns as (

    select
        {% for day_number in day_numbers -%}
        max(
            case
                when events.event_date = {{ add_days('people.first_seen_date', day_number) }} then 1
                else 0
            end
        ) as returned_{{ day_number }},
        {% endfor -%}
        people.person_id
    from people
    inner join events on people.person_id = events.person_id
    group by people.person_id

),

early_value as (

    select
        people.person_id,
        sum(orders.net_revenue) as net_revenue,
        sum(orders.contribution_margin) as contribution_margin
    from people
    inner join orders
        on people.person_id = orders.person_id and orders.ordered_at <= {{ value_end }}
    group by people.person_id

),

-- who has not been here long enough says nothing yet
outcomes as (

    select
        {% for day_number in day_numbers -%}
        case
            when as_of.as_of_date > {{ add_days('people.first_seen_date', day_number) }}
                then coalesce(returns.returned_{{ day_number }}, 0)
        end as returned_{{ day_number }},
        {% endfor -%}
        case
            when as_of.as_of_at > {{ value_end }} then coalesce(early_value.net_revenue, 0)
        end as early_revenue,
        case
            when as_of.as_of_at > {{ value_end }} then coalesce(early_value.contribution_margin, 0)
        end as early_margin,
        people.person_id,
        people.first_channel,
        {{ period_start('month', 'people.first_seen_date') }} as cohort_month

    from people
    cross join as_of
    left join returns on people.person_id = returns.person_id
    left join early_value on people.person_id = early_value.person_id

)

select * from outcomes
