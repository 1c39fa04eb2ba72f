

select
    model, segment,
    count(*) as row_count
from "warehouse"."revenue"."clv_parameters"
group by model, segment
having count(*) > 1

