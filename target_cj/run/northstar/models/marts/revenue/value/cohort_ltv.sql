
    
      
    

    create  table
      "warehouse"."revenue"."cohort_ltv__dbt_tmp"
  
  (
    cohort_month date not null,
    channel varchar not null,
    month_number integer not null,
    is_predicted boolean,
    is_complete boolean,
    customers bigint,
    eligible bigint,
    active_customers bigint,
    revenue decimal(18,2),
    margin decimal(18,2),
    cumulative_revenue decimal(18,2),
    cumulative_margin decimal(18,2),
    cumulative_revenue_per_customer double,
    cumulative_margin_per_customer double,
    ltv_revenue double,
    ltv_margin double
    
    )
 ;
    
    
    insert into "warehouse"."revenue"."cohort_ltv__dbt_tmp" 
  (
    
      
      
      cohort_month ,
    
      
      
      channel ,
    
      
      
      month_number ,
    
      
      
      is_predicted ,
    
      
      
      is_complete ,
    
      
      
      customers ,
    
      
      
      eligible ,
    
      
      
      active_customers ,
    
      
      
      revenue ,
    
      
      
      margin ,
    
      
      
      cumulative_revenue ,
    
      
      
      cumulative_margin ,
    
      
      
      cumulative_revenue_per_customer ,
    
      
      
      cumulative_margin_per_customer ,
    
      
      
      ltv_revenue ,
    
      
      
      ltv_margin 
    
  )
 (
      
    select cohort_month, channel, month_number, is_predicted, is_complete, customers, eligible, active_customers, revenue, margin, cumulative_revenue, cumulative_margin, cumulative_revenue_per_customer, cumulative_margin_per_customer, ltv_revenue, ltv_margin
    from (
        
with

months as (

    select * from "warehouse"."intermediate"."int_cohort_months"

),

tails as (

    select * from "warehouse"."intermediate"."int_cohort_tails"

),

-- while nobody of a cohort has lived all of a month, its cell is open: null, not zero
realised as (

    select
        *,
        eligible = customers as is_complete,
        sum(revenue) over (
            partition by cohort_month, channel order by month_number
            rows between unbounded preceding and current row
        ) as cumulative_revenue,
        sum(margin) over (
            partition by cohort_month, channel order by month_number
            rows between unbounded preceding and current row
        ) as cumulative_margin

    from months

),

latest as (

    select
        cohort_month,
        channel,
        customers,
        month_number,
        cumulative_revenue,
        cumulative_margin,
        row_number() over (partition by cohort_month, channel order by month_number desc) as months_back

    from realised

),

rows_of_both as (

    select
        cohort_month,
        channel,
        month_number,
        false as is_predicted,
        is_complete,
        customers,
        eligible,
        active_customers,
        revenue,
        margin,
        cumulative_revenue,
        cumulative_margin,
        case when is_complete then (cast(cumulative_revenue as double) / nullif(cast(customers as double), 0)) end
            as cumulative_revenue_per_customer,
        case when is_complete then (cast(cumulative_margin as double) / nullif(cast(customers as double), 0)) end
            as cumulative_margin_per_customer,
        case when is_complete then (cast(cumulative_revenue as double) / nullif(cast(customers as double), 0)) end
            as ltv_revenue,
        case when is_complete then (cast(cumulative_margin as double) / nullif(cast(customers as double), 0)) end as ltv_margin
    from realised

    union all

    -- what they brought in until the as-of plus what the fit expects in the months after it
    select
        latest.cohort_month,
        latest.channel,
        latest.month_number + tails.months_ahead as month_number,
        true as is_predicted,
        false as is_complete,
        latest.customers,
        0 as eligible,
        cast(null as bigint) as active_customers,
        cast(null as decimal(18, 2)) as revenue,
        cast(null as decimal(18, 2)) as margin,
        cast(null as decimal(18, 2)) as cumulative_revenue,
        cast(null as decimal(18, 2)) as cumulative_margin,
        cast(null as double) as cumulative_revenue_per_customer,
        cast(null as double) as cumulative_margin_per_customer,
        (cast(latest.cumulative_revenue as double) / nullif(cast(latest.customers as double), 0)) + tails.revenue_per_customer
            as ltv_revenue,
        (cast(latest.cumulative_margin as double) / nullif(cast(latest.customers as double), 0)) + tails.margin_per_customer
            as ltv_margin
    from latest
    inner join tails
        on latest.cohort_month = tails.cohort_month and latest.channel = tails.channel
    where latest.months_back = 1

),

cohorts as (

    select
        cohort_month,
        channel,
        cast(month_number as integer) as month_number,
        is_predicted,
        is_complete,
        cast(customers as bigint) as customers,
        cast(eligible as bigint) as eligible,
        cast(active_customers as bigint) as active_customers,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(margin as decimal(18, 2)) as margin,
        cast(cumulative_revenue as decimal(18, 2)) as cumulative_revenue,
        cast(cumulative_margin as decimal(18, 2)) as cumulative_margin,
        round(cumulative_revenue_per_customer, 6) as cumulative_revenue_per_customer,
        round(cumulative_margin_per_customer, 6) as cumulative_margin_per_customer,
        round(ltv_revenue, 6) as ltv_revenue,
        round(ltv_margin, 6) as ltv_margin

    from rows_of_both

)

select * from cohorts
    ) as model_subq
    );
  