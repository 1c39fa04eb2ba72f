{# grain: one row per retention, cohort_period, segment, segment_value and bracket #}
with

brackets as (

    select * from {{ ref('int_retention_brackets') }}

),

lives as (

    select * from {{ ref('int_retention_lives') }}

),

retentions as (

    select * from {{ ref('int_retentions') }}

),

segments as (

    select * from {{ ref('int_retention_segments') }}

),

returns as (

    select
        retention,
        person_id,
        cohort_period,
        {{ explode_list('returned_periods') }} as period_number
    from lives

),

bracket_returns as (

    select distinct
        returns.retention,
        returns.person_id,
        returns.cohort_period,
        brackets.bracket

    from returns
    inner join brackets
        on
            returns.retention = brackets.retention
            and returns.period_number between brackets.first_period and brackets.last_period

),

memberships as (

    select
        lives.retention,
        lives.person_id,
        lives.cohort_period,
        brackets.bracket,
        brackets.first_period,
        brackets.last_period,
        lives.periods_begun >= brackets.first_period as has_begun,
        lives.periods_closed >= brackets.last_period as is_eligible,
        bracket_returns.person_id is not null as is_retained,
        lives.last_return >= brackets.first_period as is_retained_on_or_after

    from lives
    inner join brackets on lives.retention = brackets.retention
    left join bracket_returns
        on
            lives.retention = bracket_returns.retention
            and lives.person_id = bracket_returns.person_id
            and lives.cohort_period = bracket_returns.cohort_period
            and brackets.bracket = bracket_returns.bracket

),

counted as (

    select
        memberships.retention,
        memberships.cohort_period,
        segments.segment,
        segments.segment_value,
        memberships.bracket,
        memberships.first_period,
        memberships.last_period,
        bool_or(memberships.has_begun) as has_begun,
        bool_and(memberships.is_eligible) as is_complete,
        count(*) as cohort_size,
        count(*) filter (where memberships.is_eligible) as eligible,
        count(*) filter (where memberships.is_retained) as retained,
        count(*) filter (where memberships.is_retained_on_or_after) as retained_on_or_after,
        count(*) filter (where memberships.is_retained and memberships.is_eligible)
            as mature_retained,
        count(*) filter (where memberships.is_retained_on_or_after and memberships.is_eligible)
            as mature_retained_on_or_after

    from memberships
    inner join segments
        on
            memberships.retention = segments.retention
            and memberships.person_id = segments.person_id
            and memberships.cohort_period = segments.cohort_period
    group by
        memberships.retention,
        memberships.cohort_period,
        segments.segment,
        segments.segment_value,
        memberships.bracket,
        memberships.first_period,
        memberships.last_period

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
