{# grain: one row per session start inside a run that is longer than the longest session #}
with recursive

long_runs as (

    select
        person_id,
        visitor_id,
        run_number,
        occurred_at,
        run_started_at

    from {{ ref('int_session_runs') }}
    where {{ seconds_between('run_started_at', 'run_ended_at') }} > {{ var('session_max_seconds') }}

),

-- the first event beyond the longest session starts the next one, and so on
starts as (

    select distinct
        person_id,
        visitor_id,
        run_number,
        run_started_at as started_at
    from long_runs

    union all

    select
        starts.person_id,
        starts.visitor_id,
        starts.run_number,
        min(long_runs.occurred_at) as started_at
    from starts
    inner join long_runs
        on
            starts.person_id = long_runs.person_id
            and starts.visitor_id = long_runs.visitor_id
            and starts.run_number = long_runs.run_number
            and {{ seconds_between('starts.started_at', 'long_runs.occurred_at') }}
            > {{ var('session_max_seconds') }}
    group by starts.person_id, starts.visitor_id, starts.run_number, starts.started_at

)

select * from starts
