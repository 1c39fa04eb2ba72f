{# grain: one row per entity, segment, segment_value and gap_days 1 … the longest #}
with

active_days as (

    select
        entity,
        person_id,
        {{ days_between(
            'lag(activity_date) over (partition by entity, person_id order by activity_date)',
            'activity_date'
        ) }} as gap_days

    from {{ ref('int_active_days') }}

),

segments as (

    select * from {{ ref('int_person_segments') }}

),

medians as (

    -- a person seen on one day has no gap
    select
        entity,
        person_id,
        cast(ceil(median(gap_days)) as integer) as gap_days

    from active_days
    where gap_days is not null
    group by entity, person_id

),

counted as (

    select
        medians.entity,
        segments.segment,
        segments.segment_value,
        medians.gap_days,
        count(*) as people

    from medians
    inner join segments on medians.person_id = segments.person_id
    group by medians.entity, segments.segment, segments.segment_value, medians.gap_days

),

series as (

    select
        entity,
        segment,
        segment_value,
        max(gap_days) as longest_gap_days,
        sum(people) as all_people

    from counted
    group by entity, segment, segment_value

),

numbers as (

    {{ number_spine(1, '(select coalesce(max(longest_gap_days), 1) from series)') }}

),

dense as (

    select
        series.entity,
        series.segment,
        series.segment_value,
        numbers.number as gap_days,
        series.all_people,
        coalesce(counted.people, 0) as people,
        sum(coalesce(counted.people, 0)) over (
            partition by series.entity, series.segment, series.segment_value
            order by numbers.number
        ) as cumulative_people

    from series
    inner join numbers on series.longest_gap_days >= numbers.number
    left join counted
        on
            series.entity = counted.entity
            and series.segment = counted.segment
            and series.segment_value = counted.segment_value
            and numbers.number = counted.gap_days

),

usage_interval as (

    select
        entity,
        segment,
        segment_value,
        gap_days,
        cast(people as bigint) as people,
        cast(cumulative_people as bigint) as cumulative_people,
        {{ safe_divide('cumulative_people', 'all_people') }} as cumulative_rate

    from dense

)

select * from usage_interval
