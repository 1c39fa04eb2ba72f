{# grain: one row per retention, person_id, cohort_period and period_number >= 1 with a return #}
with

members as (

    select * from {{ ref('int_retention_members') }}

),

retentions as (

    select * from {{ ref('int_retentions') }}

),

retention_events as (

    select * from {{ ref('int_retention_events') }} where event_role = 'return'

),

activity_days as (

    select * from {{ ref('int_activity_days') }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

-- once per person and period, whatever the number of cohorts the person is in
calendar_periods as (

    select
        retention_events.retention,
        activity_days.person_id,
        {{ period_start_of('retentions.period_grain', 'activity_days.activity_date') }}
            as period_start,
        sum(activity_days.occurrences) as occurrences

    from retention_events
    inner join retentions
        on retention_events.retention = retentions.retention and retentions.clock = 'calendar'
    inner join activity_days on retention_events.event_name = activity_days.event_name
    group by
        retention_events.retention,
        activity_days.person_id,
        {{ period_start_of('retentions.period_grain', 'activity_days.activity_date') }}

),

calendar_returns as (

    select
        members.retention,
        members.person_id,
        members.cohort_period,
        {{ periods_between('members.period_grain', 'members.cohort_period', 'calendar_periods.period_start') }}
            as period_number,
        calendar_periods.occurrences

    from members
    inner join calendar_periods
        on
            members.retention = calendar_periods.retention
            and members.person_id = calendar_periods.person_id
            and calendar_periods.period_start > members.cohort_period

),

personal_returns as (

    select
        members.retention,
        members.person_id,
        members.cohort_period,
        {{ personal_period('members.started_at', 'activities.occurred_at', 'members.period_seconds') }}
            as period_number,
        count(*) as occurrences

    from members
    inner join retention_events on members.retention = retention_events.retention
    inner join activities
        on
            members.person_id = activities.person_id
            and retention_events.event_name = activities.event_name
    where members.clock = 'personal_24h'
    group by
        members.retention,
        members.person_id,
        members.cohort_period,
        {{ personal_period('members.started_at', 'activities.occurred_at', 'members.period_seconds') }}

),

candidates as (

    select * from calendar_returns
    union all
    select * from personal_returns where period_number >= 1

),

returns as (

    -- the threshold is for coming back, not for joining a cohort
    select
        candidates.retention,
        candidates.person_id,
        candidates.cohort_period,
        candidates.period_number,
        row_number() over (
            partition by candidates.retention, candidates.person_id, candidates.cohort_period
            order by candidates.period_number
        ) as return_number

    from candidates
    inner join retentions on candidates.retention = retentions.retention
    where candidates.occurrences >= retentions.min_occurrences

)

select * from returns
