{# grain: one row per feature and week_start, from the feature's first use to the as-of #}
with

used as (

    select
        feature,
        week_start,
        count(*) as people,
        sum(event_count) as events,
        sum(case when week_start = adopted_week then 1 else 0 end) as new_adopters
    from {{ ref('int_feature_weeks') }}
    group by feature, week_start

),

active as (

    select
        {{ period_start('week', 'activity_date') }} as week_start,
        count(distinct person_id) as active_people
    from {{ ref('int_active_days') }}
    where entity = 'people'
    group by {{ period_start('week', 'activity_date') }}

),

weeks as (

    select
        {{ period_start('week', 'date_day') }} as week_start,
        max(date_day) as last_day
    from {{ ref('dim_dates') }}
    group by {{ period_start('week', 'date_day') }}

),

features as (

    select
        feature,
        min(week_start) as first_week
    from used
    group by feature

),

cells as (

    select
        features.feature,
        weeks.week_start,
        weeks.last_day < as_of.as_of_date as is_complete
    from weeks
    cross join {{ ref('int_as_of') }} as as_of
    inner join features on weeks.week_start >= features.first_week
    where weeks.week_start <= as_of.as_of_date

),

counted as (

    select
        cells.feature,
        cells.week_start,
        cells.is_complete,
        coalesce(active.active_people, 0) as active_people,
        coalesce(used.people, 0) as people,
        coalesce(used.events, 0) as events,
        coalesce(used.new_adopters, 0) as new_adopters,
        sum(coalesce(used.new_adopters, 0)) over (
            partition by cells.feature order by cells.week_start
            rows between unbounded preceding and current row
        ) as adopters_to_date

    from cells
    left join active on cells.week_start = active.week_start
    left join used
        on cells.feature = used.feature and cells.week_start = used.week_start

),

rated as (

    select
        feature,
        week_start,
        is_complete,
        cast(active_people as bigint) as active_people,
        cast(people as bigint) as people,
        cast(events as bigint) as events,
        cast(new_adopters as bigint) as new_adopters,
        cast(adopters_to_date as bigint) as adopters_to_date,
        {{ safe_divide('people', 'active_people') }} as adoption_rate,
        {{ safe_divide('events', 'people') }} as events_per_person

    from counted

)

select * from rated
