

select
    model, period_month, component, factor,
    count(*) as row_count
from "warehouse"."revenue"."growth_drivers"
group by model, period_month, component, factor
having count(*) > 1

