-- two engines count the same people: dau = active of the day, mau_28 = active of the 28 days
with

daily as (

    select
        'day' as period_grain,
        date_day as period_start,
        segment,
        segment_value,
        dau as active
    from {{ ref('active_users_daily') }}

    union all

    select
        'rolling_28' as period_grain,
        {{ add_days('date_day', -27) }} as period_start,
        segment,
        segment_value,
        mau_28 as active
    from {{ ref('active_users_daily') }}

)

select
    growth.period_grain,
    growth.period_start,
    growth.segment,
    growth.segment_value,
    growth.active,
    daily.active as daily_active
from {{ ref('growth_accounting') }} as growth
left join daily
    on
        growth.period_grain = daily.period_grain
        and growth.period_start = daily.period_start
        and growth.segment = daily.segment
        and growth.segment_value = daily.segment_value
where
    growth.entity = 'people'
    and growth.period_grain in ('day', 'rolling_28')
    and growth.active <> coalesce(daily.active, -1)
