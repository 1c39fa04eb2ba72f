

select
    order_id, product_id,
    count(*) as row_count
from "warehouse"."revenue"."order_products"
group by order_id, product_id
having count(*) > 1

