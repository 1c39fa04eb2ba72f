{# grain: one row per days_back: the as-of, and the days before it that the area looks back on #}
with

as_of as (

    select as_of_date from {{ ref('int_as_of') }}

),

days as (

    select 0 as days_back
    union distinct
    select {{ var('clv_backtest_days') }} as days_back
    union distinct
    select {{ var('segment_migration_days') }} as days_back
    union distinct
    select {{ var('scenario_outcome_days') }} as days_back

),

moments as (

    select
        days.days_back,
        {{ add_days('as_of.as_of_date', '-days.days_back') }} as snapshot_date

    from days
    cross join as_of

)

select * from moments
