{# grain: one row per event of a touched visitor that belongs to somebody #}
with

events as (

    select * from {{ ref('int_events_identified') }} where person_id <> '(none)'

),

gaps as (

    select
        event_id,
        person_id,
        visitor_id,
        occurred_at,
        lag(occurred_at) over (
            partition by person_id, visitor_id order by occurred_at, event_id
        ) as previous_at

    from events

),

numbered as (

    select
        *,
        sum(
            case
                -- exactly the timeout stays, one second more splits; midnight does not
                when {{ seconds_between('previous_at', 'occurred_at') }}
                    <= {{ var('session_timeout_seconds') }} then 0
                else 1
            end
        ) over (
            partition by person_id, visitor_id order by occurred_at, event_id
            rows between unbounded preceding and current row
        ) as run_number

    from gaps

),

runs as (

    select
        event_id,
        person_id,
        visitor_id,
        occurred_at,
        run_number,
        min(occurred_at) over (partition by person_id, visitor_id, run_number) as run_started_at,
        max(occurred_at) over (partition by person_id, visitor_id, run_number) as run_ended_at

    from numbered

)

select * from runs
