
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    model, segment,
    count(*) as row_count
from "warehouse"."revenue"."clv_parameters"
group by model, segment
having count(*) > 1


  
  
      
    ) dbt_internal_test