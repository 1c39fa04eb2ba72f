{# grain: one row per period_grain, period_start, segment, segment_value and active_days 1 … n #}
with

counted as (

    select * from {{ ref('int_stickiness') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

periods as (

    select distinct
        counted.period_grain,
        counted.period_start,
        counted.segment,
        counted.segment_value,
        case counted.period_grain
            {%- for window in var('stickiness_windows') %}
            when '{{ window.name }}' then
                {%- if window.get('days') %} {{ window.days }}
                {%- else %} {{ days_between(
                    'counted.period_start',
                    add_periods("'" ~ window.name ~ "'", 'counted.period_start', 1)
                ) }}
                {%- endif %}
            {%- endfor %}
        end as period_days,
        case counted.period_grain
            {%- for window in var('stickiness_windows') %}
            when '{{ window.name }}' then {{ window.get('interval_days', 1) }}
            {%- endfor %}
        end as interval_days

    from counted

),

numbers as (

    {{ number_spine(1, '(select coalesce(max(period_days), 1) from periods)') }}

),

dense as (

    select
        periods.*,
        numbers.number as active_days,
        {{ add_days('periods.period_start', 'periods.period_days') }} <= as_of.as_of_date
            as is_complete

    from periods
    inner join numbers on periods.period_days > (numbers.number - 1) * periods.interval_days
    cross join as_of

),

stickiness as (

    select
        dense.period_grain,
        dense.period_start,
        dense.segment,
        dense.segment_value,
        dense.active_days,
        dense.is_complete,
        coalesce(counted.people, 0) as people_exactly,
        sum(coalesce(counted.people, 0)) over (
            partition by dense.period_grain, dense.period_start, dense.segment, dense.segment_value
            order by dense.active_days desc
        ) as people_at_least,
        sum(coalesce(counted.people, 0)) over (
            partition by dense.period_grain, dense.period_start, dense.segment, dense.segment_value
        ) as active_people

    from dense
    left join counted
        on
            dense.period_grain = counted.period_grain
            and dense.period_start = counted.period_start
            and dense.segment = counted.segment
            and dense.segment_value = counted.segment_value
            and dense.active_days = counted.active_days

),

stickiness_by_segment as (

    select
        period_grain,
        period_start,
        segment,
        segment_value,
        cast(active_days as integer) as active_days,
        is_complete,
        cast(people_exactly as bigint) as people_exactly,
        cast(people_at_least as bigint) as people_at_least,
        cast(active_people as bigint) as active_people,
        {{ safe_divide('people_exactly', 'active_people') }} as people_exactly_rate,
        {{ safe_divide('people_at_least', 'active_people') }} as people_at_least_rate

    from stickiness

)

select * from stickiness_by_segment
