

select
    model, period_month, component,
    count(*) as row_count
from "warehouse"."revenue"."growth_models"
group by model, period_month, component
having count(*) > 1

