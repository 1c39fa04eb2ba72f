
    
      
    

    create  table
      "warehouse"."revenue"."clv_parameters__dbt_tmp"
  
  (
    model varchar not null,
    segment varchar not null,
    fit_status varchar,
    fit_reason varchar,
    fitted_until_date date,
    time_unit_days integer,
    customers bigint,
    iterations bigint,
    r double,
    alpha double,
    a double,
    b double,
    p double,
    q double,
    v double,
    beta double,
    log_likelihood double,
    frequency_value_correlation double,
    is_value_correlated boolean
    
    )
 ;
    
    
    insert into "warehouse"."revenue"."clv_parameters__dbt_tmp" 
  (
    
      
      
      model ,
    
      
      
      segment ,
    
      
      
      fit_status ,
    
      
      
      fit_reason ,
    
      
      
      fitted_until_date ,
    
      
      
      time_unit_days ,
    
      
      
      customers ,
    
      
      
      iterations ,
    
      
      
      r ,
    
      
      
      alpha ,
    
      
      
      a ,
    
      
      
      b ,
    
      
      
      p ,
    
      
      
      q ,
    
      
      
      v ,
    
      
      
      beta ,
    
      
      
      log_likelihood ,
    
      
      
      frequency_value_correlation ,
    
      
      
      is_value_correlated 
    
  )
 (
      
    select model, segment, fit_status, fit_reason, fitted_until_date, time_unit_days, customers, iterations, r, alpha, a, b, p, q, v, beta, log_likelihood, frequency_value_correlation, is_value_correlated
    from (
        
with

parameters as (

    select * from "warehouse"."intermediate"."int_clv_parameters"

),

as_of as (

    select * from "warehouse"."intermediate"."int_as_of"

),

published as (

    select
        parameters.model,
        case when parameters.split = 'backtest' then '(backtest)' else parameters.segment end as segment,
        parameters.fit_status,
        parameters.fit_reason,
        case
            when parameters.split = 'backtest'
                then cast(

    (as_of.as_of_date + cast(-1 * 90 as bigint) * interval 1 day) as date)
            else as_of.as_of_date
        end as fitted_until_date,
        case
            when parameters.model in ('bg_nbd', 'mbg_nbd') then cast(7 as integer)
        end as time_unit_days,
        parameters.customers,
        parameters.iterations,
        parameters.r,
        parameters.alpha,
        parameters.a,
        parameters.b,
        parameters.p,
        parameters.q,
        parameters.v,
        parameters.beta,
        round(parameters.log_likelihood, 6) as log_likelihood,
        round(parameters.frequency_value_correlation, 6) as frequency_value_correlation,
        -- Gamma-Gamma takes order value and frequency for independent
        abs(parameters.frequency_value_correlation) > 0.3
            as is_value_correlated

    from parameters
    cross join as_of

)

select * from published
    ) as model_subq
    );
  