
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    model, period_month, component, factor,
    count(*) as row_count
from "warehouse"."revenue"."growth_drivers"
group by model, period_month, component, factor
having count(*) > 1


  
  
      
    ) dbt_internal_test