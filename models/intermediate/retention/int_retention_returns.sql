{# grain: one row per retention, person_id, cohort_period and block of 60 periods with activity #}
{#- Place p of the set `returns` is period first_number + p. The set is empty where the activity lies
    in or before the period of the start; a member without activity has one row and no set. -#}
{{ config(materialized='view') }}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

members as (

    select * from {{ ref('int_retention_members') }}

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
        members.retention,
        members.person_id,
        members.cohort_period,
        members.tier,
        members.periods_begun,
        retentions.max_periods,
        members.periods_begun - activity_blocks.block_ends_back - {{ set_places() }} + 1
            as first_number,
        activity_blocks.active_periods
    from members
    inner join retentions on members.retention = retentions.retention
    left join activity_blocks
        on
            members.person_id = activity_blocks.person_id
            and retentions.return_event = activity_blocks.event_pattern
            and retentions.period_grain = activity_blocks.period_grain
            and retentions.min_occurrences = activity_blocks.min_occurrences
    where retentions.clock = 'calendar'

    union all

    select
        members.retention,
        members.person_id,
        members.cohort_period,
        members.tier,
        members.periods_begun,
        retentions.max_periods,
        personal_blocks.first_number,
        personal_blocks.active_periods
    from members
    inner join retentions on members.retention = retentions.retention
    left join personal_blocks
        on
            members.retention = personal_blocks.retention
            and members.person_id = personal_blocks.person_id
            and members.cohort_period = personal_blocks.cohort_period
    where retentions.clock = 'personal_24h'

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
