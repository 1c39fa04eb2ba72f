
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    product_role,
    count(*) as row_count
from "warehouse"."revenue"."product_roles"
group by product_role
having count(*) > 1


  
  
      
    ) dbt_internal_test