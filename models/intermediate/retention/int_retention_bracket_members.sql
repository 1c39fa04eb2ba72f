{# grain: one row per retention, person_id, cohort_period and bracket #}
{{ config(materialized='view') }}
with

returns as (

    select * from {{ ref('int_retention_returns') }}

),

brackets as (

    select * from {{ ref('int_retention_brackets') }}

),

placed as (

    select
        returns.retention,
        returns.person_id,
        returns.cohort_period,
        returns.tier,
        returns.periods_begun,
        brackets.bracket,
        brackets.first_period,
        brackets.last_period,
        returns.returns & ~{{ places_before('brackets.first_period - returns.first_number') }}
            as returns_from_first,
        {{ places_before('brackets.last_period + 1 - returns.first_number') }} as places_to_last

    from returns
    inner join brackets on returns.retention = brackets.retention

),

bracket_members as (

    select
        retention,
        person_id,
        cohort_period,
        tier,
        bracket,
        first_period,
        last_period,
        periods_begun >= first_period as has_begun,
        periods_begun > last_period as is_eligible,
        coalesce(bool_or(returns_from_first & places_to_last > 0), false) as is_retained,
        coalesce(bool_or(returns_from_first > 0), false) as is_retained_on_or_after

    from placed
    group by
        retention,
        person_id,
        cohort_period,
        tier,
        periods_begun,
        bracket,
        first_period,
        last_period

)

select * from bracket_members
