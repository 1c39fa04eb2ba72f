
    

    create  table
      "warehouse"."intermediate"."int_cohort_tails__dbt_tmp"
  
    
    as (
      
with

scores as (

    select * from "warehouse"."intermediate"."int_customer_scores" where split = 'all'

),

margins as (

    select (cast(sum(contribution_margin) as double) / nullif(cast(sum(net_revenue) as double), 0)) as margin_rate
    from scores

),

scoped as (

    select
        scores.*,
        scores.channel as scope
    from scores

    union all

    select
        scores.*,
        'all' as scope
    from scores

),

-- null as soon as one customer has no forecast: part of a cohort is no cohort
cohorts as (

    select
        cast(date_trunc('month', first_order_date) as date) as cohort_month,
        scope as channel,
        count(*) as customers,
        case
            when count(*) = count(expected_orders_1m * expected_order_value)
                then sum(expected_orders_1m * expected_order_value)
        end as revenue_1,
        case
            when count(*) = count(expected_orders_2m * expected_order_value)
                then sum(expected_orders_2m * expected_order_value)
        end as revenue_2,
        case
            when count(*) = count(expected_orders_3m * expected_order_value)
                then sum(expected_orders_3m * expected_order_value)
        end as revenue_3,
        case
            when count(*) = count(expected_orders_4m * expected_order_value)
                then sum(expected_orders_4m * expected_order_value)
        end as revenue_4,
        case
            when count(*) = count(expected_orders_5m * expected_order_value)
                then sum(expected_orders_5m * expected_order_value)
        end as revenue_5,
        case
            when count(*) = count(expected_orders_6m * expected_order_value)
                then sum(expected_orders_6m * expected_order_value)
        end as revenue_6,
        case
            when count(*) = count(expected_orders_7m * expected_order_value)
                then sum(expected_orders_7m * expected_order_value)
        end as revenue_7,
        case
            when count(*) = count(expected_orders_8m * expected_order_value)
                then sum(expected_orders_8m * expected_order_value)
        end as revenue_8,
        case
            when count(*) = count(expected_orders_9m * expected_order_value)
                then sum(expected_orders_9m * expected_order_value)
        end as revenue_9,
        case
            when count(*) = count(expected_orders_10m * expected_order_value)
                then sum(expected_orders_10m * expected_order_value)
        end as revenue_10,
        case
            when count(*) = count(expected_orders_11m * expected_order_value)
                then sum(expected_orders_11m * expected_order_value)
        end as revenue_11,
        case
            when count(*) = count(expected_orders_12m * expected_order_value)
                then sum(expected_orders_12m * expected_order_value)
        end as revenue_12

    from scoped
    group by cast(date_trunc('month', first_order_date) as date), scope

),

tails as (

    
    select
        cohort_month,
        channel,
        1 as months_ahead,
        (cast(revenue_1 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        2 as months_ahead,
        (cast(revenue_2 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        3 as months_ahead,
        (cast(revenue_3 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        4 as months_ahead,
        (cast(revenue_4 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        5 as months_ahead,
        (cast(revenue_5 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        6 as months_ahead,
        (cast(revenue_6 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        7 as months_ahead,
        (cast(revenue_7 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        8 as months_ahead,
        (cast(revenue_8 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        9 as months_ahead,
        (cast(revenue_9 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        10 as months_ahead,
        (cast(revenue_10 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        11 as months_ahead,
        (cast(revenue_11 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    union all
    
    select
        cohort_month,
        channel,
        12 as months_ahead,
        (cast(revenue_12 as double) / nullif(cast(customers as double), 0)) as revenue_per_customer
    from cohorts
    
    

),

with_margin as (

    select
        tails.*,
        tails.revenue_per_customer * margins.margin_rate as margin_per_customer

    from tails
    cross join margins
    where tails.revenue_per_customer is not null

)

select * from with_margin
    );
    
  