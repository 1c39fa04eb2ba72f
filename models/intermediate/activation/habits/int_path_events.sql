{#- grain: one row per path, person_id and position: what a person did, one thing after another.
    Paths are the var paths; each person walks a path once. -#}
with

events as (

    select
        events.person_id,
        events.event_id,
        events.event_name,
        events.occurred_at,
        sessions.session_number

    from {{ ref('int_events') }} as events
    inner join {{ ref('int_sessions') }} as sessions on events.session_id = sessions.session_id
    where {{ is_counted('events') }} and events.person_id <> '(none)'

),

{% for path in var('paths') -%}
{%- set backwards = path.direction == 'before' -%}
anchors_{{ loop.index }} as (

    select
        person_id,
        {% if path.anchor_event -%}
        min(occurred_at) as anchor_at,
        min_by(event_id, (occurred_at, event_id)) as anchor_id
        {%- else -%}
        {{ 'max' if backwards else 'min' }}(occurred_at) as anchor_at,
        {{ 'max_by' if backwards else 'min_by' }}(event_id, (occurred_at, event_id)) as anchor_id
        {%- endif %}
    from events
    where
        {% if path.anchor_event -%}
        event_name = {{ dbt.string_literal(dbt.escape_single_quotes(path.anchor_event)) }}
        {%- else %}1 = 1{% endif %}
        {% if path.scope == 'first_session' %}and session_number = 1{% endif %}
    group by person_id

),

walked_{{ loop.index }} as (

    select
        '{{ path.path }}' as path,
        events.person_id,
        events.event_id,
        events.event_name,
        events.occurred_at,
        lag(events.event_name) over (
            partition by events.person_id
            order by events.occurred_at {{ 'desc' if backwards }}, events.event_id {{ 'desc' if backwards }}
        ) as previous_name

    from events
    inner join anchors_{{ loop.index }} as anchors on events.person_id = anchors.person_id
    where
        {% if backwards -%}
        (events.occurred_at < anchors.anchor_at
            or (events.occurred_at = anchors.anchor_at and events.event_id <= anchors.anchor_id))
        and {{ seconds_between('events.occurred_at', 'anchors.anchor_at') }} <= {{ path.within_seconds }}
        {%- else -%}
        (events.occurred_at > anchors.anchor_at
            or (events.occurred_at = anchors.anchor_at and events.event_id >= anchors.anchor_id))
        and {{ seconds_between('anchors.anchor_at', 'events.occurred_at') }} <= {{ path.within_seconds }}
        {%- endif %}
        {% if path.scope == 'first_session' %}and events.session_number = 1{% endif %}

),

numbered_{{ loop.index }} as (

    select
        path,
        person_id,
        event_name,
        row_number() over (
            partition by person_id
            order by occurred_at {{ 'desc' if backwards }}, event_id {{ 'desc' if backwards }}
        ) as position,
        {{ path.max_steps }} as max_steps,
        {{ path.top_nodes }} as top_nodes
    from walked_{{ loop.index }}
    {% if path.collapse_repeats -%}
    where previous_name is null or previous_name <> event_name
    {%- endif %}

),

{% endfor -%}

positions as (

    {% for path in var('paths') -%}
    select * from numbered_{{ loop.index }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

kept as (

    -- one position more than steps: where the last step leads
    select * from positions where position <= max_steps + 1

)

select * from kept
