{# grain: one row per person_id, event_name and within_days: how often, from the sign-up on #}
{%- set spans = var('aha_within_days') -%}
with

people as (

    select * from {{ ref('int_aha_people') }}

),

events as (

    select
        events.person_id,
        events.event_name,
        people.signed_up_at,
        {{ seconds_between('people.signed_up_at', 'events.occurred_at') }} as seconds_after

    from {{ ref('int_events') }} as events
    inner join people on events.person_id = people.person_id
    where events.occurred_at >= people.signed_up_at

),

habits as (

    {% for days in spans -%}
    select
        person_id,
        event_name,
        {{ days }} as within_days,
        count(*) as event_count
    from events
    where seconds_after <= {{ 86400 * days }}
    group by person_id, event_name
    {% if not loop.last %}union all{% endif %}

    {% endfor -%}

)

select * from habits
