{#- The CTEs of one layer of int_funnel_chains: from standing_<n> (entries at their n-th required
    step) to ahead_<n> (what each meets next), optional_<n> and standing_<n + 1>. -#}
{% macro funnel_layer(number) -%}
guards_{{ number }} as (

    -- the first event strictly later than the step that spoils the entry
    select
        funnel_key,
        stream_id,
        entry_event_id,
        next_exclusion_at
    from (
        select
            *,
            min(exclusion_at) over (
                partition by funnel_key, stream_id
                order by reached_at desc, place_of_kind, entry_event_id desc
                rows between unbounded preceding and current row
            ) as next_exclusion_at
        from (
            select
                standing.funnel_key,
                standing.stream_id,
                standing.entry_event_id,
                standing.reached_at,
                cast(null as timestamp) as exclusion_at,
                0 as place_of_kind
            from standing_{{ number }} as standing
            inner join guarded_steps
                on standing.funnel_key = guarded_steps.funnel_key
                and guarded_steps.layer = {{ number }}

            union all

            select
                exclusions.funnel_key,
                exclusions.stream_id,
                exclusions.event_id as entry_event_id,
                exclusions.occurred_at as reached_at,
                exclusions.occurred_at as exclusion_at,
                1 as place_of_kind
            from exclusions
            where exclusions.layer = {{ number }}
        ) as merged
    ) as looked
    where exclusion_at is null

),

stream_{{ number }} as (

    select
        standing.funnel_key,
        standing.stream_id,
        transitions.to_step,
        standing.person_id,
        standing.entry_at,
        standing.entry_date,
        standing.entry_event_id,
        standing.reached_at,
        standing.event_id,
        standing.place,
        {{ add_seconds('standing.reached_at', 'transitions.shift_seconds') }} as available_at,
        case
            -- a shifted row goes before all others of that instant
            when transitions.shift_seconds <> 0 then -1
            when transitions.tie_policy = 'strictly_later' then 100000
            else standing.tie_rank
        end as tie_rank,
        1 as kind

    from standing_{{ number }} as standing
    inner join transitions
        on standing.funnel_key = transitions.funnel_key and transitions.layer = {{ number }}

    union all

    select
        candidates.funnel_key,
        candidates.stream_id,
        candidates.step_number as to_step,
        candidates.person_id,
        cast(null as timestamp) as entry_at,
        cast(null as date) as entry_date,
        cast(null as {{ dbt.type_string() }}) as entry_event_id,
        candidates.occurred_at as reached_at,
        candidates.event_id,
        candidates.place,
        candidates.occurred_at as available_at,
        candidates.tie_rank,
        -- a row never follows itself
        0 as kind
    from candidates
    where candidates.layer = {{ number }}

),

ahead_{{ number }} as (

    select
        *,
        lead(kind) over sequence as next_kind,
        lead(entry_date) over sequence as next_entry_date,
        lag(kind) over sequence as previous_kind,
        lag(entry_date) over sequence as previous_entry_date,
        {{ first_value_ignore_nulls('case when kind = 0 then reached_at end') }} over rest
            as next_at,
        {{ first_value_ignore_nulls('case when kind = 0 then event_id end') }} over rest
            as next_event_id,
        {{ first_value_ignore_nulls('case when kind = 0 then place end') }} over rest
            as next_place,
        {{ first_value_ignore_nulls('case when kind = 0 then tie_rank end') }} over rest
            as next_tie_rank
    from stream_{{ number }}
    window
        sequence as (
            partition by funnel_key, stream_id, to_step
            order by available_at, tie_rank, event_id, kind, entry_at
        ),
        rest as (
            partition by funnel_key, stream_id, to_step
            order by available_at, tie_rank, event_id, kind, entry_at
            rows between 1 following and unbounded following
        )

),

judging_{{ number }} as (

    select
        ahead.*,
        transitions.is_optional,
        transitions.is_last,
        transitions.from_step,
        guards.next_exclusion_at,
        -- the last of those that would take the same row; an optional one may be anybody's
        transitions.is_optional
        or transitions.keeps_all_entries
        or coalesce(ahead.next_kind, 0) <> 1
        or (not transitions.counts_attempts and ahead.next_entry_date <> ahead.entry_date)
            as is_foremost,
        coalesce(
            ahead.next_at is not null
            and {{ seconds_between(
                'case when transitions.is_step_window then ahead.reached_at else ahead.entry_at end',
                'ahead.next_at',
            ) }} <= transitions.window_seconds
            and (
                transitions.max_gap_seconds is null
                or {{ seconds_between('ahead.reached_at', 'ahead.next_at') }}
                <= transitions.max_gap_seconds
            )
            -- strict: nothing else in between
            and (transitions.order_mode <> 'strict' or ahead.next_place - ahead.place <= 1),
            false
        ) as is_in_time,
        coalesce(guards.next_exclusion_at < ahead.next_at, false) as is_broken_before,
        transitions.max_gap_seconds,
        transitions.order_mode,
        transitions.counts_attempts

    from ahead_{{ number }} as ahead
    inner join transitions
        on ahead.funnel_key = transitions.funnel_key and ahead.to_step = transitions.to_step
    left join guards_{{ number }} as guards
        on
            ahead.funnel_key = guards.funnel_key
            and ahead.stream_id = guards.stream_id
            and ahead.entry_event_id = guards.entry_event_id
    where ahead.kind = 1

),

judged_{{ number }} as (

    select
        *,
        is_foremost and is_in_time and not is_broken_before as moves
    from judging_{{ number }}

),

moved_{{ number }} as (

    select
        funnel_key,
        stream_id,
        person_id,
        entry_at,
        entry_date,
        entry_event_id,
        next_at as reached_at,
        next_event_id as event_id,
        next_place as place,
        next_tie_rank as tie_rank,
        to_step as step_number,
        is_optional,
        is_last

    from judged_{{ number }}
    where moves

),

standing_{{ number + 1 }} as (

    select * from moved_{{ number }} where not is_optional

)
{%- endmacro %}
