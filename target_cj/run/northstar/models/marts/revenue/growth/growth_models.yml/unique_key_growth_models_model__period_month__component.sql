
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    model, period_month, component,
    count(*) as row_count
from "warehouse"."revenue"."growth_models"
group by model, period_month, component
having count(*) > 1


  
  
      
    ) dbt_internal_test