{# grain: one row per funnel, step_number, is_exclusion and event_id: the events a funnel may use #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where preset = 'own'

),

steps as (

    select
        steps.funnel,
        steps.step_number,
        steps.event_name,
        definitions.has_overlaps,
        nullif(trim(steps.property_name), '') as property_name,
        steps.property_value,
        coalesce(steps.is_exclusion, false) as is_exclusion,
        definitions.unit,
        definitions.hold_constant

    from {{ ref('funnel_steps') }} as steps
    inner join definitions on steps.funnel = definitions.funnel

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
        select event_name from steps
        except
        select distinct event_name from {{ ref('int_events') }}
    ) as missing on conversions.conversion_type = missing.event_name
    where {{ is_counted('conversions') }}

),

named as (

    select
        steps.*,
        events.event_id,
        events.person_id,
        events.session_id,
        events.occurred_at,
        events.properties,
        events.device_type,
        events.platform,
        events.country,
        events.page_url
    from steps
    inner join {{ ref('int_events') }} as events on steps.event_name = events.event_name
    where {{ is_counted('events') }} and events.person_id <> '(none)'

    union all

    select
        steps.*,
        events.event_id,
        events.person_id,
        events.session_id,
        events.occurred_at,
        events.properties,
        events.device_type,
        events.platform,
        events.country,
        events.page_url
    from steps
    cross join {{ ref('int_events') }} as events
    where
        steps.event_name = '*'
        and {{ is_counted('events') }}
        and events.person_id <> '(none)'

    union all

    select
        steps.*,
        conversions.event_id,
        conversions.person_id,
        cast(null as {{ dbt.type_string() }}) as session_id,
        conversions.occurred_at,
        cast(null as {{ dbt.type_string() }}) as properties,
        cast(null as {{ dbt.type_string() }}) as device_type,
        cast(null as {{ dbt.type_string() }}) as platform,
        cast(null as {{ dbt.type_string() }}) as country,
        cast(null as {{ dbt.type_string() }}) as page_url
    from steps
    inner join conversions on steps.event_name = conversions.event_name

),

matching as (

    select
        named.*,
        {{ held_values('hold_constant') }} as held_values

    from named
    where
        property_name is null
        -- no value asked for: the property must be there; a null property matches nothing
        or (property_value is null and {{ event_property('property_name') }} is not null)
        or {{ event_property('property_name') }} = property_value

),

streamed as (

    select
        funnel,
        has_overlaps,
        step_number,
        is_exclusion,
        person_id,
        -- the sequence of events within which the steps must follow each other
        case
            when hold_constant is null and unit = 'session' then session_id
            when hold_constant is null then person_id
            when unit = 'session' then session_id || chr(31) || held_values
            else person_id || chr(31) || held_values
        end as stream_id,
        occurred_at,
        event_id

    from matching

),

spanned as (

    select
        streamed.*,
        step_number as lowest_step,
        step_number as highest_step
    from streamed
    where stream_id is not null and (is_exclusion or not has_overlaps)

    union all

    -- which steps one and the same event could fill
    select
        streamed.*,
        min(step_number) over (partition by funnel, event_id) as lowest_step,
        max(step_number) over (partition by funnel, event_id) as highest_step
    from streamed
    where stream_id is not null and not is_exclusion and has_overlaps

)

select * from spanned
