
    
      
    

    create  table
      "warehouse"."revenue"."unit_economics__dbt_tmp"
  
  (
    period_month date not null,
    channel varchar not null,
    is_complete boolean,
    is_ltv_predicted boolean,
    is_payback_censored boolean,
    active_people bigint,
    customers bigint,
    new_customers bigint,
    net_revenue decimal(18,2),
    contribution_margin decimal(18,2),
    media_spend decimal(18,2),
    full_cost decimal(18,2),
    arpu double,
    arppu double,
    margin_per_customer double,
    churn_rate double,
    cac double,
    ltv_12m double,
    ltv_cac double,
    payback_months double,
    subscription_ltv double,
    subscription_ltv_cac double,
    subscription_payback_months double
    
    )
 ;
    
    
    insert into "warehouse"."revenue"."unit_economics__dbt_tmp" 
  (
    
      
      
      period_month ,
    
      
      
      channel ,
    
      
      
      is_complete ,
    
      
      
      is_ltv_predicted ,
    
      
      
      is_payback_censored ,
    
      
      
      active_people ,
    
      
      
      customers ,
    
      
      
      new_customers ,
    
      
      
      net_revenue ,
    
      
      
      contribution_margin ,
    
      
      
      media_spend ,
    
      
      
      full_cost ,
    
      
      
      arpu ,
    
      
      
      arppu ,
    
      
      
      margin_per_customer ,
    
      
      
      churn_rate ,
    
      
      
      cac ,
    
      
      
      ltv_12m ,
    
      
      
      ltv_cac ,
    
      
      
      payback_months ,
    
      
      
      subscription_ltv ,
    
      
      
      subscription_ltv_cac ,
    
      
      
      subscription_payback_months 
    
  )
 (
      
    select period_month, channel, is_complete, is_ltv_predicted, is_payback_censored, active_people, customers, new_customers, net_revenue, contribution_margin, media_spend, full_cost, arpu, arppu, margin_per_customer, churn_rate, cac, ltv_12m, ltv_cac, payback_months, subscription_ltv, subscription_ltv_cac, subscription_payback_months
    from (
        
with

people as (

    select
        person_id,
        first_channel
    from "warehouse"."core"."dim_people"
    where not is_internal

),

activity as (

    select
        person_id,
        cast(date_trunc('month', activity_date) as date) as period_month
    from "warehouse"."core"."fct_person_days"
    where not is_internal

),

purchases as (

    select
        *,
        cast(date_trunc('month', order_date) as date) as period_month,
        cast(date_trunc('month', first_order_date) as date) as cohort_month
    from "warehouse"."intermediate"."int_purchase_days"

),

costs as (

    select * from "warehouse"."intermediate"."int_acquisition_costs"

),

ltv as (

    select * from "warehouse"."revenue"."cohort_ltv"

),

as_of as (

    select * from "warehouse"."intermediate"."int_as_of"

),

active_months as (

    select
        activity.period_month,
        people.first_channel as channel,
        count(distinct activity.person_id) as active_people
    from activity
    inner join people on activity.person_id = people.person_id
    group by activity.period_month, people.first_channel

),

person_months as (

    select
        period_month,
        channel,
        person_id,
        max(case when period_month = cohort_month then 1 else 0 end) as is_new,
        sum(net_revenue) as revenue,
        sum(contribution_margin) as margin

    from purchases
    group by period_month, channel, person_id

),

-- a customer of last month who does not order this month is churned
with_next as (

    select
        *,
        coalesce(
            lead(period_month) over (partition by person_id order by period_month)
            = cast(

    (period_month + cast(1 as bigint) * interval 1 month) as date),
            false
        ) as is_kept

    from person_months

),

paying_months as (

    select
        period_month,
        channel,
        count(*) as customers,
        sum(is_new) as new_customers,
        sum(revenue) as revenue,
        sum(margin) as margin,
        sum(case when is_kept then 0 else 1 end) as lost_customers

    from with_next
    group by period_month, channel

),

months as (

    select
        period_month,
        channel,
        sum(active_people) as active_people,
        sum(customers) as customers,
        sum(new_customers) as new_customers,
        sum(lost_customers) as lost_customers,
        sum(revenue) as revenue,
        sum(margin) as margin

    from (
        select
            period_month,
            channel,
            active_people,
            0 as customers,
            0 as new_customers,
            0 as lost_customers,
            0 as revenue,
            0 as margin
        from active_months

        union all

        select
            period_month,
            channel,
            0 as active_people,
            customers,
            new_customers,
            lost_customers,
            revenue,
            margin
        from paying_months

        union all

        -- money that won nobody keeps its row
        select
            period_month,
            channel,
            0 as active_people,
            0 as customers,
            0 as new_customers,
            0 as lost_customers,
            0 as revenue,
            0 as margin
        from costs
        where channel <> 'all'
    ) as either
    group by period_month, channel

),

scoped as (

    select * from months

    union all

    select
        period_month,
        'all' as channel,
        sum(active_people) as active_people,
        sum(customers) as customers,
        sum(new_customers) as new_customers,
        sum(lost_customers) as lost_customers,
        sum(revenue) as revenue,
        sum(margin) as margin
    from months
    group by period_month

),

cohort_ends as (

    select
        cohort_month,
        channel,
        max(case when not is_predicted then month_number end) as last_month,
        max(case when is_complete and month_number = 11 then cumulative_margin_per_customer end)
            as realised_12m,
        -- in the twelfth month itself: all but its end is lived
        max(
            case
                when not is_predicted and not is_complete and month_number = 11
                    then (cast(cumulative_margin as double) / nullif(cast(customers as double), 0))
            end
        ) as nearly_12m
    from ltv
    group by cohort_month, channel

),

-- twelve months of margin: lived, else lived so far plus what the fit expects of the rest
ltv_12m as (

    select
        cohort_ends.cohort_month,
        cohort_ends.channel,
        coalesce(cohort_ends.realised_12m, cohort_ends.nearly_12m, max(ltv.ltv_margin))
            as ltv_12m,
        cohort_ends.realised_12m is null as is_ltv_predicted

    from cohort_ends
    left join ltv
        on
            cohort_ends.cohort_month = ltv.cohort_month
            and cohort_ends.channel = ltv.channel
            and ltv.is_predicted
            and ltv.month_number = 11
    group by
        cohort_ends.cohort_month, cohort_ends.channel,
        cohort_ends.realised_12m, cohort_ends.nearly_12m

),

joined as (

    select
        scoped.*,
        lag(scoped.customers) over (
            partition by scoped.channel order by scoped.period_month
        ) as previous_customers,
        lag(scoped.lost_customers) over (
            partition by scoped.channel order by scoped.period_month
        ) as lost_from_previous,
        lag(scoped.period_month) over (
            partition by scoped.channel order by scoped.period_month
        ) as previous_month,
        costs.media_spend,
        costs.full_cost,
        (cast(costs.full_cost as double) / nullif(cast(scoped.new_customers as double), 0)) as cac,
        ltv_12m.ltv_12m,
        coalesce(ltv_12m.is_ltv_predicted, false) as is_ltv_predicted,
        as_of.as_of_date >= 

    (scoped.period_month + cast(1 as bigint) * interval 1 month) as is_complete

    from scoped
    left join costs
        on scoped.period_month = costs.period_month and scoped.channel = costs.channel
    left join ltv_12m
        on scoped.period_month = ltv_12m.cohort_month and scoped.channel = ltv_12m.channel
    cross join as_of

),

-- the first month whose cumulative margin covers the CAC; within it money comes in evenly
paybacks as (

    select
        joined.period_month,
        joined.channel,
        min_by(
            coalesce(
                greatest(0.0, ltv.month_number - (cast(ltv.cumulative_margin_per_customer - joined.cac as double) / nullif(cast((cast(ltv.margin as double) / nullif(cast(ltv.customers as double), 0)) as double), 0))), ltv.month_number
            ),
            ltv.month_number
        ) as payback_months

    from joined
    inner join ltv
        on
            joined.period_month = ltv.cohort_month
            and joined.channel = ltv.channel
            and ltv.is_complete
    where ltv.cumulative_margin_per_customer >= joined.cac
    group by joined.period_month, joined.channel

),

economics as (

    select
        joined.*,
        case
            when joined.previous_month = cast(

    (joined.period_month + cast(-1 as bigint) * interval 1 month) as date)
                then (cast(joined.lost_from_previous as double) / nullif(cast(joined.previous_customers as double), 0))
        end as churn_rate,
        (cast(joined.revenue as double) / nullif(cast(joined.active_people as double), 0)) as arpu,
        (cast(joined.revenue as double) / nullif(cast(joined.customers as double), 0)) as arppu,
        (cast(joined.margin as double) / nullif(cast(joined.customers as double), 0)) as margin_per_customer,
        paybacks.payback_months

    from joined
    left join paybacks
        on joined.period_month = paybacks.period_month and joined.channel = paybacks.channel

),

typed as (

    select
        period_month,
        channel,
        is_complete,
        is_ltv_predicted,
        cac is not null and payback_months is null as is_payback_censored,
        cast(active_people as bigint) as active_people,
        cast(customers as bigint) as customers,
        cast(new_customers as bigint) as new_customers,
        cast(revenue as decimal(18, 2)) as net_revenue,
        cast(margin as decimal(18, 2)) as contribution_margin,
        cast(media_spend as decimal(18, 2)) as media_spend,
        cast(full_cost as decimal(18, 2)) as full_cost,
        arpu,
        arppu,
        margin_per_customer,
        churn_rate,
        cac,
        ltv_12m,
        (cast(ltv_12m as double) / nullif(cast(cac as double), 0)) as ltv_cac,
        payback_months,
        (cast(margin_per_customer as double) / nullif(cast(churn_rate as double), 0)) as subscription_ltv,
        (cast((cast(margin_per_customer as double) / nullif(cast(churn_rate as double), 0)) as double) / nullif(cast(cac as double), 0)) as subscription_ltv_cac,
        (cast(cac as double) / nullif(cast(margin_per_customer as double), 0)) as subscription_payback_months

    from economics

)

select * from typed
    ) as model_subq
    );
  