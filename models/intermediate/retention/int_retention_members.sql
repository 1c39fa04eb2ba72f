{# grain: one row per retention, person_id and cohort_period: who is in which cohort #}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

patterns as (

    select * from {{ ref('int_activity_patterns') }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

people as (

    select * from {{ ref('int_people') }} where {{ is_counted() }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

person_starts as (

    select
        retentions.retention,
        people.person_id,
        case retentions.cohort_type
            when 'signup' then people.signed_up_at
            when 'first_order' then people.first_order_at
            when 'first_seen' then people.first_seen_at
        end as started_at

    from retentions
    cross join people
    where retentions.start_event is null

),

event_starts as (

    select
        retentions.retention,
        activities.person_id,
        min(activities.occurred_at) as started_at

    from retentions
    inner join patterns on retentions.start_event = patterns.event_pattern
    inner join activities on patterns.event_name = activities.event_name
    group by
        retentions.retention,
        activities.person_id,
        -- recurring: a person joins the cohort of every period with a start
        case
            when retentions.cohort_type = 'recurring'
                then {{ period_start_of('retentions.period_grain', 'activities.activity_date') }}
        end

),

starts as (

    select * from person_starts where started_at is not null
    union all
    select * from event_starts

),

members as (

    select
        starts.retention,
        starts.person_id,
        {{ period_start_of('retentions.period_grain', local_date('starts.started_at')) }}
            as cohort_period,
        starts.started_at,
        retentions.return_event,
        retentions.min_occurrences,
        retentions.period_grain,
        retentions.clock,
        retentions.period_seconds,
        retentions.max_periods,
        case retentions.clock
            when 'calendar' then {{ periods_between(
                'retentions.period_grain',
                period_start_of('retentions.period_grain', local_date('starts.started_at')),
                period_start_of('retentions.period_grain', 'as_of.as_of_date')
            ) }}
            else {{ personal_period('starts.started_at', 'as_of.as_of_at', 'retentions.period_seconds') }}
        end as periods_begun

    from starts
    inner join retentions on starts.retention = retentions.retention
    cross join as_of

)

select * from members
