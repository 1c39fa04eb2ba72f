
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    product_id, period_month,
    count(*) as row_count
from "warehouse"."revenue"."product_performance"
group by product_id, period_month
having count(*) > 1


  
  
      
    ) dbt_internal_test