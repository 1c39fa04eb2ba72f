

select
    product_a, product_b,
    count(*) as row_count
from "warehouse"."revenue"."product_affinity"
group by product_a, product_b
having count(*) > 1

