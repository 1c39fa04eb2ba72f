
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    person_id,
    count(*) as row_count
from "warehouse"."revenue"."customer_value"
group by person_id
having count(*) > 1


  
  
      
    ) dbt_internal_test