{# grain: one row per retention, person_id, cohort_period and period_number >= 1 with a return #}
{#- a view: int_retention_lives keeps the same as one list a membership -#}
{{ config(materialized='view') }}
with

members as (

    select * from {{ ref('int_retention_members') }}

),

patterns as (

    select * from {{ ref('int_activity_patterns') }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

asked as (

    select distinct
        return_event,
        period_grain

    from members
    where clock = 'calendar'

),

-- once per event pattern and grain, whatever the number of retentions and cohorts that ask
calendar_periods as (

    select
        asked.return_event,
        asked.period_grain,
        activities.person_id,
        {{ period_start_of('asked.period_grain', 'activities.activity_date') }} as period_start,
        count(*) as occurrences

    from asked
    inner join patterns on asked.return_event = patterns.event_pattern
    inner join activities on patterns.event_name = activities.event_name
    group by
        asked.return_event,
        asked.period_grain,
        activities.person_id,
        {{ period_start_of('asked.period_grain', 'activities.activity_date') }}

),

calendar_returns as (

    -- the threshold is for coming back, not for joining a cohort
    select
        members.retention,
        members.person_id,
        members.cohort_period,
        {{ periods_between('members.period_grain', 'members.cohort_period', 'calendar_periods.period_start') }}
            as period_number

    from calendar_periods
    inner join members
        on
            calendar_periods.person_id = members.person_id
            and calendar_periods.return_event = members.return_event
            and calendar_periods.period_grain = members.period_grain
            and calendar_periods.period_start > members.cohort_period
            and calendar_periods.occurrences >= members.min_occurrences
    where members.clock = 'calendar'

),

personal_returns as (

    select
        members.retention,
        members.person_id,
        members.cohort_period,
        {{ personal_period('members.started_at', 'activities.occurred_at', 'members.period_seconds') }}
            as period_number

    from members
    inner join patterns on members.return_event = patterns.event_pattern
    inner join activities
        on
            members.person_id = activities.person_id
            and patterns.event_name = activities.event_name
    where members.clock = 'personal_24h'
    group by
        members.retention,
        members.person_id,
        members.cohort_period,
        members.min_occurrences,
        {{ personal_period('members.started_at', 'activities.occurred_at', 'members.period_seconds') }}
    having count(*) >= members.min_occurrences

),

returns as (

    select * from calendar_returns
    union all
    select * from personal_returns where period_number >= 1

)

select * from returns
