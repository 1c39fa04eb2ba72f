
    

    create  table
      "warehouse"."intermediate"."int_customer_scores__dbt_tmp"
  
    
    as (
      
with

statistics as (

    select * from "warehouse"."intermediate"."int_customer_statistics"

),

scorers as (

    select * from "warehouse"."intermediate"."int_clv_scorers"

),

gains as (

    select * from "warehouse"."intermediate"."int_clv_gains"

),

alive as (

    select
        statistics.*,
        scorers.scorer_id,
        scorers.scored_by,
        scorers.fit_status,
        scorers.fit_reason,
        scorers.r,
        scorers.alpha,
        
        1.0 / (
            1.0 + (cast(scorers.a as double) / nullif(cast(scorers.b + statistics.frequency - 0 as double), 0))
            * exp(least(700.0, (scorers.r + statistics.frequency) * (
                ln(scorers.alpha * 7 + statistics.age_days)
                - ln(scorers.alpha * 7 + statistics.recency_days)
            )))
        ) as p_alive,
        -- the population's mean purchase and the customer's own, by what each is worth knowing
        case
            when statistics.frequency > 0 and statistics.monetary_value > 0
                then scorers.p * (scorers.v + statistics.frequency * statistics.monetary_value)
                    / (scorers.p * statistics.frequency + scorers.q - 1)
            else scorers.p * scorers.v / (scorers.q - 1)
        end as expected_order_value

    from statistics
    inner join scorers
        on statistics.split = scorers.split and statistics.channel = scorers.channel

),

scored as (

    select
        alive.split,
        alive.person_id,
        alive.channel,
        alive.first_order_date,
        alive.last_order_date,
        alive.scored_by,
        alive.fit_status,
        alive.fit_reason,
        alive.frequency,
        alive.recency_days,
        alive.age_days,
        alive.orders,
        alive.net_revenue,
        alive.contribution_margin,
        alive.monetary_value,
        alive.holdout_frequency,
        alive.holdout_revenue,
        alive.p_alive,
        alive.expected_order_value,
        alive.p_alive * gains.gain_90d as expected_orders_90d,
        alive.p_alive * gains.gain_1m as expected_orders_1m,
        alive.p_alive * gains.gain_2m as expected_orders_2m,
        alive.p_alive * gains.gain_3m as expected_orders_3m,
        alive.p_alive * gains.gain_4m as expected_orders_4m,
        alive.p_alive * gains.gain_5m as expected_orders_5m,
        alive.p_alive * gains.gain_6m as expected_orders_6m,
        alive.p_alive * gains.gain_7m as expected_orders_7m,
        alive.p_alive * gains.gain_8m as expected_orders_8m,
        alive.p_alive * gains.gain_9m as expected_orders_9m,
        alive.p_alive * gains.gain_10m as expected_orders_10m,
        alive.p_alive * gains.gain_11m as expected_orders_11m,
        alive.p_alive * gains.gain_12m as expected_orders_12m,
        alive.p_alive * gains.gain_holdout as expected_orders_holdout,
        -- nobody drops out before the next order, so the chance of silence has a closed form
        alive.p_alive * (
            1.0 - exp(
                -1.0 * (alive.r + alive.frequency) * ln(
                    1.0 + 90
                    / nullif(alive.alpha * 7 + alive.age_days, 0)
                )
            )
        ) as p_active_holdout,
        alive.p_alive * gains.gain_discounted as expected_orders_discounted

    from alive
    left join gains
        on
            alive.scorer_id = gains.scorer_id
            and alive.frequency = gains.frequency
            and alive.age_days = gains.age_days

)

select * from scored
    );
    
  