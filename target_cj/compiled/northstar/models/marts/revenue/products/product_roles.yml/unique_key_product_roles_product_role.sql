

select
    product_role,
    count(*) as row_count
from "warehouse"."revenue"."product_roles"
group by product_role
having count(*) > 1

