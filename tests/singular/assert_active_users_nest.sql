-- who is active today is active this week, and who is active this week is active this month
select
    date_day,
    segment,
    segment_value
from {{ ref('active_users_daily') }}
where
    dau > wau
    or wau > mau_28
    or mau_28 > mau_30
    or dau > week_to_date_active
    or week_to_date_active > wau
    or dau > month_to_date_active
    or dau < 0
