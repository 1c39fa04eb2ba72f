{# grain: one row per feature, week_start (of adoption) and week_number #}
with

used as (

    select
        *,
        {{ days_between('adopted_week', 'week_start') }} / 7 as week_number
    from {{ ref('int_feature_weeks') }}

),

as_of as (

    select {{ period_start('week', 'as_of_date') }} as open_week from {{ ref('int_as_of') }}

),

cohorts as (

    select
        feature,
        adopted_week as week_start,
        count(*) as cohort_size
    from used
    where week_number = 0
    group by feature, adopted_week

),

returned as (

    select
        feature,
        adopted_week as week_start,
        cast(week_number as integer) as week_number,
        count(*) as retained
    from used
    group by feature, adopted_week, cast(week_number as integer)

),

week_numbers as (

    {% for week in range(0, var('feature_retention_max_weeks') + 1) -%}
    select {{ week }} as week_number{{ ' union all' if not loop.last }}
    {% endfor -%}

),

cells as (

    select
        cohorts.feature,
        cohorts.week_start,
        week_numbers.week_number,
        cohorts.cohort_size,
        -- weeks that are not over yet say nothing
        {{ add_days('cohorts.week_start', '7 * week_numbers.week_number') }} < as_of.open_week
            as is_complete

    from cohorts
    cross join week_numbers
    cross join as_of
    where {{ add_days('cohorts.week_start', '7 * week_numbers.week_number') }} <= as_of.open_week

),

rated as (

    select
        cells.feature,
        cells.week_start,
        cast(cells.week_number as integer) as week_number,
        cells.is_complete,
        cast(cells.cohort_size as bigint) as cohort_size,
        cast(case when cells.is_complete then cells.cohort_size else 0 end as bigint) as eligible,
        cast(case when cells.is_complete then coalesce(returned.retained, 0) end as bigint)
            as retained,
        case
            when cells.is_complete
                then {{ safe_divide('coalesce(returned.retained, 0)', 'cells.cohort_size') }}
        end as retention_rate

    from cells
    left join returned
        on
            cells.feature = returned.feature
            and cells.week_start = returned.week_start
            and cells.week_number = returned.week_number

)

select * from rated
