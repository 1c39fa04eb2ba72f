

select
    person_id,
    count(*) as row_count
from "warehouse"."revenue"."customer_value"
group by person_id
having count(*) > 1

