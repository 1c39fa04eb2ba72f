
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  

select
    split, frequency_bin,
    count(*) as row_count
from "warehouse"."revenue"."clv_backtest"
group by split, frequency_bin
having count(*) > 1


  
  
      
    ) dbt_internal_test