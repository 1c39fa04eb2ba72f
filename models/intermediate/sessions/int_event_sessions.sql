{# grain: one row per event of a touched visitor that belongs to somebody #}
with

runs as (

    select
        *,
        {{ seconds_between('run_started_at', 'run_ended_at') }}
        > {{ var('session_max_seconds') }} as is_long

    from {{ ref('int_session_runs') }}

),

starts as (

    select * from {{ ref('int_session_starts') }}

),

placed as (

    select
        event_id,
        person_id,
        visitor_id,
        occurred_at,
        run_number,
        run_started_at as session_started_at
    from runs
    where not is_long

    union all

    -- an event of a long run belongs to the last start at or before it
    select
        runs.event_id,
        runs.person_id,
        runs.visitor_id,
        runs.occurred_at,
        runs.run_number,
        max(starts.started_at) as session_started_at
    from runs
    inner join starts
        on
            runs.person_id = starts.person_id
            and runs.visitor_id = starts.visitor_id
            and runs.run_number = starts.run_number
            and runs.occurred_at >= starts.started_at
    where runs.is_long
    group by
        runs.event_id,
        runs.person_id,
        runs.visitor_id,
        runs.occurred_at,
        runs.run_number

),

named as (

    select
        event_id,
        first_value(event_id) over (
            partition by person_id, visitor_id, run_number, session_started_at
            order by occurred_at, event_id
        ) as session_id

    from placed

)

select * from named
