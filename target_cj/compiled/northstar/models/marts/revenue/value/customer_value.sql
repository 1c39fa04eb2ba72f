
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