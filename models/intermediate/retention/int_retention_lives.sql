{# grain: one row per retention, person_id and cohort_period: a membership and its returns #}
with

members as (

    select * from {{ ref('int_retention_members') }}

),

returns as (

    select
        retention,
        person_id,
        cohort_period,
        min(period_number) as first_return,
        max(period_number) as last_return,
        {{ streak_from_one('period_number') }} as streak_periods,
        {{ sorted_list('period_number') }} as returned_periods

    from {{ ref('int_retention_returns') }}
    group by retention, person_id, cohort_period

),

lives as (

    select
        members.retention,
        members.person_id,
        members.cohort_period,
        members.started_at,
        members.max_periods,
        members.periods_begun,
        -- the last period that has ended; -1 while not even period 0 has
        members.periods_begun - 1 as periods_closed,
        returns.first_return,
        coalesce(returns.last_return, 0) as last_return,
        coalesce(returns.streak_periods, 0) as streak_periods,
        returns.returned_periods

    from members
    left join returns
        on
            members.retention = returns.retention
            and members.person_id = returns.person_id
            and members.cohort_period = returns.cohort_period

)

select * from lives
