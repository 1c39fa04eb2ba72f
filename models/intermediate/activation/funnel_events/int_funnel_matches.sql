{# grain: one row per condition_key and event_id: the events that some funnel may use #}
{{ config(materialized='view') }}
with

plain as (

    select
        condition_key,
        event_name,
        is_of_session
    from {{ ref('int_funnel_conditions') }}
    where property_name is null and hold_constant is null
    group by condition_key, event_name, is_of_session

),

conversions as (

    -- a step may name a conversion type instead of an event; an event of that name goes first
    select
        conversions.conversion_id as event_id,
        conversions.person_id,
        conversions.conversion_type as event_name,
        conversions.converted_at as occurred_at
    from {{ ref('int_conversions') }} as conversions
    inner join (
        select event_name from plain
        except
        select distinct event_name from {{ ref('int_events') }}
    ) as missing on conversions.conversion_type = missing.event_name
    where {{ is_counted('conversions') }}

),

streamed as (

    select * from {{ ref('int_funnel_property_matches') }}

    {% for join in ['inner', 'cross'] -%}
    union all

    select
        plain.condition_key,
        case when plain.is_of_session then events.session_id else events.person_id end
            as stream_id,
        case when plain.is_of_session then events.person_id end as stream_person_id,
        events.occurred_at,
        events.event_id
    from plain
    {{ join }} join {{ ref('int_events') }} as events
        {{ 'on plain.event_name = events.event_name' if join == 'inner' }}
    where
        {{ "plain.event_name = '*' and" if join == 'cross' }}
        {{ is_counted('events') }} and events.person_id <> '(none)'

    {% endfor -%}
    union all

    -- conversions have neither a session nor properties
    select
        plain.condition_key,
        conversions.person_id as stream_id,
        cast(null as {{ dbt.type_string() }}) as stream_person_id,
        conversions.occurred_at,
        conversions.event_id
    from plain
    inner join conversions on plain.event_name = conversions.event_name
    where not plain.is_of_session

)

select * from streamed where stream_id is not null
