{# grain: one row per condition_key and event_id, of the conditions that ask for more than a name: a
   property, or properties that are held the same #}
{{ config(materialized='view') }}
with

conditions as (

    select
        condition_key,
        event_name,
        property_name,
        property_value,
        is_of_session,
        hold_constant
    from {{ ref('int_funnel_conditions') }}
    where property_name is not null or hold_constant is not null
    group by
        condition_key,
        event_name,
        property_name,
        property_value,
        is_of_session,
        hold_constant

),

named as (

    {% for join in ['inner', 'cross'] -%}
    select
        conditions.*,
        events.event_id,
        events.person_id,
        events.session_id,
        events.occurred_at,
        events.properties,
        events.device_type,
        events.platform,
        events.country,
        events.page_url
    from conditions
    {{ join }} join {{ ref('int_events') }} as events
        {{ 'on conditions.event_name = events.event_name' if join == 'inner' }}
    where
        {{ "conditions.event_name = '*' and" if join == 'cross' }}
        {{ is_counted('events') }} and events.person_id <> '(none)'
    {% if not loop.last %}union all{% endif %}

    {% endfor -%}

),

matching as (

    select
        named.*,
        case when hold_constant is not null then {{ held_values('hold_constant') }} end
            as held_values

    from named
    where
        property_name is null
        -- no value asked for: the property must be there; a null property matches nothing
        or (property_value is null and {{ event_property('property_name') }} is not null)
        or {{ event_property('property_name') }} = property_value

),

streamed as (

    select
        condition_key,
        -- the sequence of events within which the steps must follow each other
        case
            when hold_constant is null and is_of_session then session_id
            when hold_constant is null then person_id
            when is_of_session then session_id || chr(31) || held_values
            else person_id || chr(31) || held_values
        end as stream_id,
        -- whose it is, where the stream does not say so itself
        person_id as stream_person_id,
        occurred_at,
        event_id
    from matching

)

select * from streamed
