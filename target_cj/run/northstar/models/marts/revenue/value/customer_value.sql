
    
      
    

    create  table
      "warehouse"."revenue"."customer_value__dbt_tmp"
  
  (
    person_id varchar not null,
    channel varchar,
    first_order_date date,
    last_order_date date,
    scored_by varchar,
    fit_status varchar,
    fit_reason varchar,
    orders bigint,
    frequency integer,
    recency_days integer,
    age_days integer,
    realised_revenue decimal(18,2),
    realised_margin decimal(18,2),
    monetary_value decimal(18,2),
    expected_order_value decimal(18,2),
    clv_12m decimal(18,2),
    clv_12m_margin decimal(18,2),
    p_alive double,
    expected_orders_90d double,
    expected_orders_365d double
    
    )
 ;
    
    
    insert into "warehouse"."revenue"."customer_value__dbt_tmp" 
  (
    
      
      
      person_id ,
    
      
      
      channel ,
    
      
      
      first_order_date ,
    
      
      
      last_order_date ,
    
      
      
      scored_by ,
    
      
      
      fit_status ,
    
      
      
      fit_reason ,
    
      
      
      orders ,
    
      
      
      frequency ,
    
      
      
      recency_days ,
    
      
      
      age_days ,
    
      
      
      realised_revenue ,
    
      
      
      realised_margin ,
    
      
      
      monetary_value ,
    
      
      
      expected_order_value ,
    
      
      
      clv_12m ,
    
      
      
      clv_12m_margin ,
    
      
      
      p_alive ,
    
      
      
      expected_orders_90d ,
    
      
      
      expected_orders_365d 
    
  )
 (
      
    select person_id, channel, first_order_date, last_order_date, scored_by, fit_status, fit_reason, orders, frequency, recency_days, age_days, realised_revenue, realised_margin, monetary_value, expected_order_value, clv_12m, clv_12m_margin, p_alive, expected_orders_90d, expected_orders_365d
    from (
        
with

scores as (

    select * from "warehouse"."intermediate"."int_customer_scores" where split = 'all'

),

-- what of a unit of revenue is margin, over all customers: no order tells its own future cost
margins as (

    select (cast(sum(contribution_margin) as double) / nullif(cast(sum(net_revenue) as double), 0)) as margin_rate
    from scores

),

valued as (

    select
        scores.person_id,
        scores.channel,
        scores.first_order_date,
        scores.last_order_date,
        scores.scored_by,
        scores.fit_status,
        scores.fit_reason,
        scores.orders,
        scores.frequency,
        scores.recency_days,
        scores.age_days,
        cast(scores.net_revenue as decimal(18, 2)) as realised_revenue,
        cast(scores.contribution_margin as decimal(18, 2)) as realised_margin,
        cast(scores.monetary_value as decimal(18, 2)) as monetary_value,
        cast(scores.expected_order_value as decimal(18, 2)) as expected_order_value,
        cast(scores.expected_orders_discounted * scores.expected_order_value as decimal(18, 2))
            as clv_12m,
        cast(
            scores.expected_orders_discounted * scores.expected_order_value * margins.margin_rate
            as decimal(18, 2)
        ) as clv_12m_margin,
        round(scores.p_alive, 6) as p_alive,
        round(scores.expected_orders_90d, 6) as expected_orders_90d,
        round(scores.expected_orders_12m, 6) as expected_orders_365d

    from scores
    cross join margins

)

select * from valued
    ) as model_subq
    );
  