

select
    cohort_month, channel, month_number,
    count(*) as row_count
from "warehouse"."revenue"."cohort_ltv"
group by cohort_month, channel, month_number
having count(*) > 1

