{# grain: one row per retention on the personal clock, person_id, cohort_period and block #}
{#- the blocks of int_activity_blocks, counted from each member's own start -#}
with

retentions as (

    select * from {{ ref('int_retentions') }} where clock = 'personal_24h'

),

members as (

    select * from {{ ref('int_retention_members') }}

),

patterns as (

    select * from {{ ref('int_activity_patterns') }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

placed as (

    select
        members.retention,
        members.person_id,
        members.cohort_period,
        retentions.min_occurrences,
        {{ personal_period(
            'members.started_at', 'activities.occurred_at', 'retentions.period_seconds'
        ) }} as period_number

    from retentions
    inner join members on retentions.retention = members.retention
    inner join patterns on retentions.return_event = patterns.event_pattern
    inner join activities
        on
            members.person_id = activities.person_id
            and patterns.event_name = activities.event_name

),

repeated as (

    select
        retention,
        person_id,
        cohort_period,
        period_number

    from placed
    where period_number >= 1
    group by retention, person_id, cohort_period, min_occurrences, period_number
    having count(*) >= min_occurrences

),

personal_blocks as (

    select
        retention,
        person_id,
        cohort_period,
        period_number - mod(period_number, {{ set_places() }}) as first_number,
        bit_or({{ place_bit('mod(period_number, ' ~ set_places() ~ ')') }}) as active_periods

    from repeated
    group by
        retention,
        person_id,
        cohort_period,
        period_number - mod(period_number, {{ set_places() }})

)

select * from personal_blocks
