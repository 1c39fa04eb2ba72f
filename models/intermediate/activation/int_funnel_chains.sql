{#- grain: one row per funnel_key, stream_id, entry_event_id and step_number an entry reached.
    Each entry walks forward: its next step is the first later event that can fill it. Layer n takes
    every entry that stands at its n-th required step, merges them with the events of the next step
    into one sequence per stream, and lets each look ahead once. Where several entries would take
    the same event, the last has most of its window left, so only it goes on (per entry date, so
    that every entrance period keeps its own best). docs/decisions/0040-funnel-engine.md -#}
{%- set layers = range(1, var('funnel_max_steps')) -%}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where order_mode <> 'unordered'

),

transitions as (

    select
        definitions.*,
        steps.step_number as to_step,
        steps.from_step,
        steps.is_optional,
        steps.max_gap_seconds,
        -- when a row may follow the step before: after the least gap, or earlier by the grace
        case
            when steps.min_gap_seconds > 0 then steps.min_gap_seconds
            else -definitions.grace_seconds
        end as shift_seconds,
        -- the layer that walks it is the ordinal of from_step
        steps.step_ordinal - case when steps.is_optional then 0 else 1 end as layer,
        steps.step_number = definitions.last_step as is_last

    from {{ ref('int_funnel_transitions') }} as steps
    inner join definitions on steps.funnel = definitions.funnel

),

step_events as (

    select
        definitions.funnel_key,
        events.stream_id,
        events.person_id,
        events.step_number,
        events.is_exclusion,
        events.occurred_at,
        events.event_id,
        -- its place among all events; within an instant step_order funnels know no before
        case
            when definitions.tie_policy = 'step_order' and definitions.unit = 'session'
                then positions.session_instant
            when definitions.tie_policy = 'step_order' then positions.person_instant
            when definitions.unit = 'session' then positions.session_position
            else positions.person_position
        end as place,
        case
            when definitions.tie_policy = 'step_order'
                then 100 * events.lowest_step + events.highest_step
            else 0
        end as tie_rank

    from {{ ref('int_funnel_step_events') }} as events
    inner join definitions on events.funnel = definitions.funnel
    left join {{ ref('int_funnel_event_positions') }} as positions
        on definitions.order_mode = 'strict' and events.event_id = positions.event_id

),

candidates as (

    select
        step_events.*,
        transitions.layer
    from step_events
    inner join transitions
        on
            step_events.funnel_key = transitions.funnel_key
            and step_events.step_number = transitions.to_step
    where transitions.layer > 0 and not step_events.is_exclusion

),

guarded_steps as (

    select distinct
        transitions.funnel_key,
        transitions.from_step,
        transitions.layer
    from transitions
    inner join {{ ref('funnel_steps') }} as steps
        on transitions.funnel = steps.funnel and transitions.from_step = steps.step_number
    where steps.is_exclusion and transitions.has_exclusions

),

exclusions as (

    select
        step_events.*,
        guarded_steps.layer
    from step_events
    inner join guarded_steps
        on
            step_events.funnel_key = guarded_steps.funnel_key
            and step_events.step_number = guarded_steps.from_step
    where step_events.is_exclusion

),

entries as (

    select
        step_events.funnel_key,
        step_events.stream_id,
        step_events.person_id,
        step_events.occurred_at as entry_at,
        {{ local_date('step_events.occurred_at') }} as entry_date,
        step_events.event_id as entry_event_id,
        step_events.occurred_at as reached_at,
        step_events.event_id,
        step_events.place,
        step_events.tie_rank,
        step_events.step_number,
        false as is_optional,
        definitions.entry_from,
        definitions.entry_until

    from step_events
    inner join definitions on step_events.funnel_key = definitions.funnel_key
    where
        step_events.step_number = 1
        and not step_events.is_exclusion
        and definitions.entry_policy <> 'first'

    union all

    -- the first entry ever, also when it lies before the dates that count
    select
        step_events.funnel_key,
        step_events.stream_id,
        min_by(step_events.person_id, (step_events.occurred_at, step_events.event_id)) as person_id,
        min(step_events.occurred_at) as entry_at,
        {{ local_date('min(step_events.occurred_at)') }} as entry_date,
        min_by(step_events.event_id, (step_events.occurred_at, step_events.event_id))
            as entry_event_id,
        min(step_events.occurred_at) as reached_at,
        min_by(step_events.event_id, (step_events.occurred_at, step_events.event_id)) as event_id,
        min_by(step_events.place, (step_events.occurred_at, step_events.event_id))
            filter (where step_events.place is not null) as place,
        min_by(step_events.tie_rank, (step_events.occurred_at, step_events.event_id)) as tie_rank,
        1 as step_number,
        false as is_optional,
        definitions.entry_from,
        definitions.entry_until

    from step_events
    inner join definitions on step_events.funnel_key = definitions.funnel_key
    where
        step_events.step_number = 1
        and not step_events.is_exclusion
        and definitions.entry_policy = 'first'
    group by
        step_events.funnel_key,
        step_events.stream_id,
        definitions.entry_from,
        definitions.entry_until

),

standing_1 as (

    select
        funnel_key,
        stream_id,
        person_id,
        entry_at,
        entry_date,
        entry_event_id,
        reached_at,
        event_id,
        place,
        tie_rank,
        step_number,
        is_optional,
        false as is_last
    from entries
    where
        (entry_from is null or entry_date >= entry_from)
        and (entry_until is null or entry_date <= entry_until)

),

{% for layer in layers -%}
{{ funnel_layer(layer) }},

{% endfor -%}

-- where each entry stands, and why it went no further if it did not
reached as (

    {% for layer in layers -%}
    select
        judged_{{ layer }}.funnel_key,
        judged_{{ layer }}.stream_id,
        judged_{{ layer }}.person_id,
        judged_{{ layer }}.entry_at,
        judged_{{ layer }}.entry_date,
        judged_{{ layer }}.entry_event_id,
        judged_{{ layer }}.from_step as step_number,
        judged_{{ layer }}.reached_at,
        judged_{{ layer }}.event_id,
        case when not moves then next_exclusion_at end as next_exclusion_at,
        case when not moves then next_at end as next_at,
        -- when the longest gap to the next step is used up
        case when not moves then {{ add_seconds('reached_at', 'max_gap_seconds') }} end
            as closes_at,
        -- nothing came yet that could have been the next step
        not moves and next_at is null and (not counts_attempts or next_kind is null) as is_waiting
    from judged_{{ layer }}
    where
        not is_optional
        {%- if layer == 1 %}
        -- an entry that another overtook on the same day can be nobody's best, unless it was first
        and (
            is_foremost
            or counts_attempts
            or coalesce(previous_kind, 0) <> 1
            or previous_entry_date <> entry_date
        )
        {%- endif %}

    union all

    -- optional steps and the last one: nothing follows them
    select
        moved_{{ layer }}.funnel_key,
        moved_{{ layer }}.stream_id,
        moved_{{ layer }}.person_id,
        moved_{{ layer }}.entry_at,
        moved_{{ layer }}.entry_date,
        moved_{{ layer }}.entry_event_id,
        moved_{{ layer }}.step_number,
        moved_{{ layer }}.reached_at,
        moved_{{ layer }}.event_id,
        cast(null as timestamp) as next_exclusion_at,
        cast(null as timestamp) as next_at,
        cast(null as timestamp) as closes_at,
        false as is_waiting
    from moved_{{ layer }}
    where is_optional or is_last
    {% if not loop.last %}union all{% endif %}

    {% endfor %}
    union all

    -- a funnel of one step
    select
        standing_1.funnel_key,
        standing_1.stream_id,
        standing_1.person_id,
        standing_1.entry_at,
        standing_1.entry_date,
        standing_1.entry_event_id,
        standing_1.step_number,
        standing_1.reached_at,
        standing_1.event_id,
        cast(null as timestamp) as next_exclusion_at,
        cast(null as timestamp) as next_at,
        cast(null as timestamp) as closes_at,
        false as is_waiting
    from standing_1
    inner join definitions on standing_1.funnel_key = definitions.funnel_key
    where definitions.last_step = 1

)

select * from reached
