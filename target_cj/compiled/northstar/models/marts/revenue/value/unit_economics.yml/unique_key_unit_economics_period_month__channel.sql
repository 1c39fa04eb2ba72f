

select
    period_month, channel,
    count(*) as row_count
from "warehouse"."revenue"."unit_economics"
group by period_month, channel
having count(*) > 1

