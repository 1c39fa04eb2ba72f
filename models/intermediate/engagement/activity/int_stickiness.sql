{# grain: one row per period_grain, period_start, segment, segment_value and active_days #}
{#- The windows are the var stickiness_windows: a calendar week or month, or `days` days of which
    the last window ends on the last closed day; a day counts with min_events to max_events events. -#}
with

active_days as (

    select * from {{ ref('int_active_days') }} where entity = 'people'

),

segments as (

    select * from {{ ref('int_person_segments') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

placed as (

    {%- for window in var('stickiness_windows') %}
    {%- set interval_days = window.get('interval_days', 1) %}
    select
        active_days.person_id,
        '{{ window.name }}' as period_grain,
        {%- if window.get('days') %}
        {%- set age = days_between('active_days.activity_date', add_days('as_of.as_of_date', -1)) %}
        {{ add_days(
            'as_of.as_of_date',
            '-' ~ window.days ~ ' * (1 + cast(floor('
            ~ safe_divide(age, window.days) ~ ') as integer))'
        ) }} as period_start,
        cast(floor({{ safe_divide(age, interval_days) }}) as integer) as interval_number
        {%- else %}
        {{ period_start(window.name, 'active_days.activity_date') }} as period_start,
        {{ days_between('active_days.activity_date', 'as_of.as_of_date') }} as interval_number
        {%- endif %}
    from active_days
    cross join as_of
    where
        active_days.occurrences >= {{ window.get('min_events', 1) }}
        {%- if window.get('max_events') is not none %}
        and active_days.occurrences <= {{ window.max_events }}
        {%- endif %}
        {%- if window.get('days') %}
        and active_days.activity_date < as_of.as_of_date
        {%- endif %}
    {{- '\n\n    union all\n' if not loop.last }}
    {%- endfor %}

),

people as (

    select
        period_grain,
        period_start,
        person_id,
        count(distinct interval_number) as active_days

    from placed
    group by period_grain, period_start, person_id

),

stickiness as (

    select
        people.period_grain,
        people.period_start,
        segments.segment,
        segments.segment_value,
        people.active_days,
        count(*) as people

    from people
    inner join segments on people.person_id = segments.person_id
    group by
        people.period_grain,
        people.period_start,
        segments.segment,
        segments.segment_value,
        people.active_days

)

select * from stickiness
