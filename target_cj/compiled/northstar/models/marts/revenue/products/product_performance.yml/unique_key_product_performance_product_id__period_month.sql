

select
    product_id, period_month,
    count(*) as row_count
from "warehouse"."revenue"."product_performance"
group by product_id, period_month
having count(*) > 1

