{# grain: one row per retention, person_id, cohort_period and block of 60 periods with activity #}
{#- Place p of the set `returns` is period first_number + p. The set is empty where the activity lies
    in or before the period of the start; a member without activity has one row and no set. -#}
{{ config(materialized='view') }}
with

-- two relations, for one that is read twice is written out by DuckDB
calendar_members as (

    select
        members.*,
        retentions.return_event,
        retentions.period_grain,
        retentions.min_occurrences,
        retentions.max_periods
    from {{ ref('int_retention_members') }} as members
    inner join {{ ref('int_retentions') }} as retentions
        on members.retention = retentions.retention
    where retentions.clock = 'calendar'

),

personal_members as (

    select
        members.*,
        retentions.return_event,
        retentions.period_grain,
        retentions.min_occurrences,
        retentions.max_periods
    from {{ ref('int_retention_members') }} as members
    inner join {{ ref('int_retentions') }} as retentions
        on members.retention = retentions.retention
    where retentions.clock = 'personal_24h'

),

activity_blocks as (

    select
        event_pattern,
        period_grain,
        1 as min_occurrences,
        person_id,
        block_ends_back,
        active_periods
    from {{ ref('int_activity_blocks') }}

    union all

    select
        event_pattern,
        period_grain,
        min_occurrences,
        person_id,
        block_ends_back,
        active_periods
    from {{ ref('int_activity_repeats') }}

),

personal_blocks as (

    select * from {{ ref('int_retention_personal_blocks') }}

),

active_blocks as (

    -- the threshold is for coming back, not for joining a cohort
    select
        calendar_members.retention,
        calendar_members.person_id,
        calendar_members.cohort_period,
        calendar_members.tier,
        calendar_members.periods_begun,
        calendar_members.max_periods,
        calendar_members.periods_begun - activity_blocks.block_ends_back - {{ set_places() }} + 1
            as first_number,
        activity_blocks.active_periods
    from calendar_members
    left join activity_blocks
        on
            calendar_members.person_id = activity_blocks.person_id
            and calendar_members.return_event = activity_blocks.event_pattern
            and calendar_members.period_grain = activity_blocks.period_grain
            and calendar_members.min_occurrences = activity_blocks.min_occurrences

    union all

    select
        personal_members.retention,
        personal_members.person_id,
        personal_members.cohort_period,
        personal_members.tier,
        personal_members.periods_begun,
        personal_members.max_periods,
        personal_blocks.first_number,
        personal_blocks.active_periods
    from personal_members
    left join personal_blocks
        on
            personal_members.retention = personal_blocks.retention
            and personal_members.person_id = personal_blocks.person_id
            and personal_members.cohort_period = personal_blocks.cohort_period

),

returns as (

    select
        retention,
        person_id,
        cohort_period,
        tier,
        periods_begun,
        max_periods,
        first_number,
        active_periods & ~{{ places_before('1 - first_number') }} as returns

    from active_blocks

)

select * from returns
