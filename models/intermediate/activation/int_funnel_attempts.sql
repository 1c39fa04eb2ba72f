{# grain: one row per funnel_key, stream_id and entry_event_id: an attempt and how far it came #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

reached as (

    select * from {{ ref('int_funnel_reached') }}

),

steps as (

    select * from {{ ref('int_funnel_transitions') }}

),

breakdowns as (

    select * from {{ ref('int_funnel_breakdowns') }}

),

placed as (

    select
        reached.*,
        definitions.last_step,
        false as is_optional
    from reached
    inner join definitions on reached.funnel_key = definitions.funnel_key
    where not definitions.has_optional

    union all

    select
        funnel_key,
        stream_id,
        person_id,
        entry_at,
        entry_date,
        entry_event_id,
        step_number,
        reached_at,
        event_id,
        next_exclusion_at,
        next_at,
        closes_at,
        is_waiting,
        last_step,
        is_optional
    from (
        select
            reached.*,
            definitions.last_step,
            steps.is_optional,
            -- the next required step; an optional one counts only if it came before
            min(case when not steps.is_optional then reached.reached_at end) over (
                partition by reached.funnel_key, reached.stream_id, reached.entry_event_id
                order by reached.step_number
                rows between 1 following and unbounded following
            ) as required_at
        from reached
        inner join definitions on reached.funnel_key = definitions.funnel_key
        inner join steps
            on definitions.funnel = steps.funnel and reached.step_number = steps.step_number
        where definitions.has_optional
    ) as looked
    where not is_optional or required_at is null or reached_at <= required_at

),

pivoted as (

    select
        funnel_key,
        stream_id,
        entry_event_id,
        min(person_id) as person_id,
        min(entry_at) as entry_at,
        min(entry_date) as entry_date,
        max(case when not is_optional then step_number end) as furthest_step,
        max(case when not is_optional then reached_at end) as furthest_at,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        max(case when step_number = {{ step }} then reached_at end) as step_{{ step }}_at,
        {% endfor -%}
        -- only where an entry stopped is there anything in these
        bool_or(is_waiting) as is_waiting,
        max(next_exclusion_at) as next_exclusion_at,
        max(next_at) as next_at,
        max(closes_at) as step_closes_at,
        max(last_step) as last_step

    from placed
    group by funnel_key, stream_id, entry_event_id

),

stopped as (

    -- an optional step alone is left of entries that were let go
    select * from pivoted where furthest_step is not null

),

judged as (

    select
        stopped.funnel_key,
        definitions.funnel,
        definitions.preset,
        stopped.stream_id,
        stopped.entry_event_id,
        stopped.person_id,
        case
            when definitions.counts_attempts
                then stopped.stream_id || chr(31) || stopped.entry_event_id
            when definitions.unit = 'session' then split_part(stopped.stream_id, chr(31), 1)
            else stopped.person_id
        end as unit_id,
        coalesce(breakdowns.breakdown_value, '(none)') as breakdown_value,
        stopped.entry_at,
        stopped.entry_date,
        stopped.furthest_step,
        stopped.furthest_at,
        stopped.furthest_step = stopped.last_step as is_converted,
        {{ add_seconds('stopped.entry_at', 'definitions.window_seconds') }} <= as_of.as_of_at
            as is_mature,
        -- it may still convert: nothing ended it and its time is not up
        stopped.is_waiting
        and stopped.furthest_step <> stopped.last_step
        and stopped.next_exclusion_at is null
        and {{ add_seconds(
            'case when definitions.is_step_window then stopped.furthest_at else stopped.entry_at end',
            'definitions.window_seconds',
        ) }} > as_of.as_of_at
        and coalesce(stopped.step_closes_at > as_of.as_of_at, true) as is_open,
        -- an exclusion came after its last step, in time and before the next
        stopped.furthest_step <> stopped.last_step
        and coalesce(
            stopped.next_exclusion_at
            <= {{ add_seconds('stopped.entry_at', 'definitions.window_seconds') }}
            and (stopped.next_at is null or stopped.next_exclusion_at < stopped.next_at),
            false
        ) as is_broken,
        definitions.exclusion_effect,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        stopped.step_{{ step }}_at{{ ',' if not loop.last }}
        {% endfor %}

    from stopped
    inner join definitions on stopped.funnel_key = definitions.funnel_key
    cross join as_of
    left join breakdowns
        on
            stopped.funnel_key = breakdowns.funnel_key
            and stopped.stream_id = breakdowns.stream_id
            and stopped.entry_event_id = breakdowns.entry_event_id

)

-- drop_person: a broken attempt never was; whoever has no other is not in the funnel
select * from judged where not (is_broken and exclusion_effect = 'drop_person')
