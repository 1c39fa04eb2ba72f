{# grain: one row per segment, segment_value and date_day on which a trailing count changes #}
{#- A person enters a trailing window on a day of activity and leaves it when the window has passed
    without another one: two changes, whatever the number of days between. -#}
{%- set windows = {'wau': 7, 'mau_28': 28, 'mau_30': 30} -%}
with

active_days as (

    select
        person_id,
        activity_date,
        lag(activity_date) over (partition by person_id order by activity_date) as previous_date,
        lead(activity_date) over (partition by person_id order by activity_date) as next_date

    from {{ ref('int_active_days') }}
    where entity = 'people'

),

segments as (

    select * from {{ ref('int_person_segments') }}

),

changes as (

    select
        person_id,
        activity_date as date_day,
        1 as dau,
        {%- for window, days in windows.items() %}
        case
            when
                previous_date is null
                or {{ days_between('previous_date', 'activity_date') }} >= {{ days }}
                then 1
            else 0
        end as {{ window }}_change,
        {%- endfor %}
        {%- for grain in ['week', 'month'] %}
        case
            when
                previous_date is null
                or previous_date < {{ period_start(grain, 'activity_date') }}
                then 1
            else 0
        end as {{ grain }}_change{{ ',' if not loop.last }}
        {%- endfor %}
    from active_days

    {%- for window, days in windows.items() %}

    union all

    select
        person_id,
        {{ add_days('activity_date', days) }} as date_day,
        0 as dau,
        {%- for other in windows %}
        {{ -1 if other == window else 0 }} as {{ other }}_change,
        {%- endfor %}
        0 as week_change,
        0 as month_change
    from active_days
    where next_date is null or {{ days_between('activity_date', 'next_date') }} >= {{ days }}
    {%- endfor %}

),

summed as (

    select
        segments.segment,
        segments.segment_value,
        changes.date_day,
        sum(changes.dau) as dau,
        sum(changes.wau_change) as wau_change,
        sum(changes.mau_28_change) as mau_28_change,
        sum(changes.mau_30_change) as mau_30_change,
        sum(changes.week_change) as week_change,
        sum(changes.month_change) as month_change

    from changes
    inner join segments on changes.person_id = segments.person_id
    group by segments.segment, segments.segment_value, changes.date_day

)

select * from summed
