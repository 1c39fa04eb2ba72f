{# grain: one row per retention, segment, segment_value, measure and period_number that has begun #}
{#- Every average of a row of cohorts under its own name: they differ, and all are in use. -#}
with

measured as (

    select * from {{ ref('int_retention_measures') }}

),

horizons as (

    -- the fixed set: cohorts complete in the last period in which any cohort is
    select
        retention,
        segment,
        segment_value,
        max(period_number) as fixed_set_periods

    from measured
    where is_complete
    group by retention, segment, segment_value

),

fixed_cohorts as (

    select distinct
        measured.retention,
        measured.segment,
        measured.segment_value,
        measured.cohort_period,
        horizons.fixed_set_periods

    from measured
    inner join horizons
        on
            measured.retention = horizons.retention
            and measured.segment = horizons.segment
            and measured.segment_value = horizons.segment_value
            and measured.period_number = horizons.fixed_set_periods
    where measured.is_complete

),

averages as (

    select
        measured.retention,
        measured.segment,
        measured.segment_value,
        measured.measure,
        measured.period_number,
        count(*) as cohorts,
        count(*) filter (where measured.is_complete) as complete_cohorts,
        sum(measured.members) as cohort_size,
        sum(measured.eligible) as eligible,
        sum(measured.people) as people,
        sum(measured.mature_people) as mature_people,
        avg({{ safe_divide('measured.people', 'measured.members') }})
            filter (where measured.is_complete) as simple_mature_rate,
        sum(measured.people * measured.members) filter (where measured.is_complete)
            as weighted_people,
        sum(measured.members * measured.members) filter (where measured.is_complete)
            as weighted_members,
        max(fixed_cohorts.fixed_set_periods) as fixed_set_periods,
        count(fixed_cohorts.cohort_period) as fixed_set_cohorts,
        sum(measured.members) filter (where fixed_cohorts.cohort_period is not null)
            as fixed_set_people,
        sum(measured.people) filter (
            where measured.period_number <= fixed_cohorts.fixed_set_periods
        ) as fixed_set_retained,
        sum(measured.at_risk) as at_risk,
        sum(measured.survivors) as survivors

    from measured
    left join fixed_cohorts
        on
            measured.retention = fixed_cohorts.retention
            and measured.segment = fixed_cohorts.segment
            and measured.segment_value = fixed_cohorts.segment_value
            and measured.cohort_period = fixed_cohorts.cohort_period
    group by
        measured.retention,
        measured.segment,
        measured.segment_value,
        measured.measure,
        measured.period_number

)

select * from averages
