{# grain: one row per retention, cohort_period, segment, segment_value and bracket #}
with

bracket_members as (

    select * from {{ ref('int_retention_bracket_members') }}

),

retentions as (

    select * from {{ ref('int_retentions') }}

),

segmented as (

    {{ in_each_segment('bracket_members') }}

),

counted as (

    select
        retention,
        cohort_period,
        segment,
        segment_value,
        bracket,
        first_period,
        last_period,
        bool_or(has_begun) as has_begun,
        bool_and(is_eligible) as is_complete,
        count(*) as cohort_size,
        count(*) filter (where is_eligible) as eligible,
        count(*) filter (where is_retained) as retained,
        count(*) filter (where is_retained_on_or_after) as retained_on_or_after,
        count(*) filter (where is_retained and is_eligible) as mature_retained,
        count(*) filter (where is_retained_on_or_after and is_eligible)
            as mature_retained_on_or_after

    from segmented
    group by
        retention,
        cohort_period,
        segment,
        segment_value,
        bracket,
        first_period,
        last_period

),

bracket_retention as (

    select
        counted.retention,
        retentions.cohort_type,
        retentions.clock,
        retentions.period_grain,
        counted.cohort_period,
        counted.segment,
        counted.segment_value,
        counted.bracket,
        counted.first_period,
        counted.last_period,
        counted.is_complete,
        counted.cohort_size,
        counted.eligible,
        case when counted.has_begun then counted.retained end as retained,
        case when counted.has_begun then counted.retained_on_or_after end as retained_on_or_after,
        case when counted.has_begun then counted.mature_retained end as mature_retained,
        case when counted.has_begun then counted.mature_retained_on_or_after end
            as mature_retained_on_or_after,
        {{ safe_divide('counted.mature_retained', 'counted.eligible') }} as retained_rate,
        {{ safe_divide('counted.mature_retained_on_or_after', 'counted.eligible') }}
            as retained_on_or_after_rate

    from counted
    inner join retentions on counted.retention = retentions.retention

)

select * from bracket_retention
