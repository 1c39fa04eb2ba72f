
    
    select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
      
    
  
with

months as (

    select
        model,
        period_month,
        cast(sum(component_value) as double) as revenue
    from "warehouse"."revenue"."growth_models"
    group by model, period_month

),

drivers as (

    select
        model,
        period_month,
        sum(contribution) as contribution,
        count(*) - count(contribution) as missing
    from "warehouse"."revenue"."growth_drivers"
    group by model, period_month

)

select
    drivers.model,
    drivers.period_month,
    drivers.contribution,
    after_months.revenue,
    before_months.revenue as previous_revenue
from drivers
left join months as after_months
    on drivers.model = after_months.model and drivers.period_month = after_months.period_month
left join months as before_months
    on
        drivers.model = before_months.model
        and drivers.period_month = cast(

    (before_months.period_month + cast(1 as bigint) * interval 1 month) as date)
where
    drivers.missing > 0
    or abs(
        drivers.contribution - coalesce(after_months.revenue, 0) + coalesce(before_months.revenue, 0)
    ) > 1e-9 * (1 + abs(coalesce(after_months.revenue, 0)) + abs(coalesce(before_months.revenue, 0)))
  
  
      
    ) dbt_internal_test