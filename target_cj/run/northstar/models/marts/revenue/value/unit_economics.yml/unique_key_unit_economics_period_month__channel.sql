
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    period_month, channel,
    count(*) as row_count
from "warehouse"."revenue"."unit_economics"
group by period_month, channel
having count(*) > 1


  
  
      
    ) dbt_internal_test