
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    product_a, product_b,
    count(*) as row_count
from "warehouse"."revenue"."product_affinity"
group by product_a, product_b
having count(*) > 1


  
  
      
    ) dbt_internal_test