{# grain: one row per date_day, segment and segment_value, without gaps to the as-of #}
with

changes as (

    select * from {{ ref('int_active_user_changes') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

series as (

    select
        segment,
        segment_value,
        min(date_day) as first_date

    from changes
    group by segment, segment_value

),

dates as (

    select * from {{ ref('dim_dates') }} where is_past

),

days as (

    select
        dates.date_day,
        dates.week_start,
        dates.month_start,
        series.segment,
        series.segment_value,
        dates.date_day < as_of.as_of_date as is_complete

    from series
    inner join dates on series.first_date <= dates.date_day
    cross join as_of

),

counted as (

    select
        days.date_day,
        days.segment,
        days.segment_value,
        days.is_complete,
        coalesce(changes.dau, 0) as dau,
        sum(coalesce(changes.wau_change, 0)) over segment_days as wau,
        sum(coalesce(changes.mau_28_change, 0)) over segment_days as mau_28,
        sum(coalesce(changes.mau_30_change, 0)) over segment_days as mau_30,
        sum(coalesce(changes.week_change, 0)) over (
            partition by days.segment, days.segment_value, days.week_start
            order by days.date_day
        ) as week_to_date_active,
        sum(coalesce(changes.month_change, 0)) over (
            partition by days.segment, days.segment_value, days.month_start
            order by days.date_day
        ) as month_to_date_active,
        -- the days are dense, so that so many rows are so many days
        sum(coalesce(changes.dau, 0)) over (
            partition by days.segment, days.segment_value
            order by days.date_day rows between 6 preceding and current row
        ) as active_days_7,
        sum(coalesce(changes.dau, 0)) over (
            partition by days.segment, days.segment_value
            order by days.date_day rows between 27 preceding and current row
        ) as active_days_28

    from days
    left join changes
        on
            days.date_day = changes.date_day
            and days.segment = changes.segment
            and days.segment_value = changes.segment_value
    window segment_days as (
        partition by days.segment, days.segment_value
        order by days.date_day
    )

),

active_users_daily as (

    select
        date_day,
        segment,
        segment_value,
        is_complete,
        cast(dau as bigint) as dau,
        cast(wau as bigint) as wau,
        cast(mau_30 as bigint) as mau,
        cast(mau_28 as bigint) as mau_28,
        cast(mau_30 as bigint) as mau_30,
        cast(week_to_date_active as bigint) as week_to_date_active,
        cast(month_to_date_active as bigint) as month_to_date_active,
        {{ safe_divide('dau', 'mau_30') }} as dau_mau,
        {{ safe_divide('dau', 'mau_28') }} as dau_mau_28,
        {{ safe_divide('dau', 'wau') }} as dau_wau,
        {{ safe_divide('wau', 'mau_28') }} as wau_mau_28,
        {{ safe_divide('active_days_7', 'wau') }} as l7_pooled,
        {{ safe_divide('active_days_28', 'mau_28') }} as l28_pooled

    from counted

)

select * from active_users_daily
