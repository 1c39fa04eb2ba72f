{# grain: one row per days_back and person_id #}
with

gaps as (

    select * from {{ ref('int_return_gaps') }}

),

-- the model knows two moments: the as-of, and the cut of its own backtest
scores as (

    select
        person_id,
        case split when 'all' then 0 else {{ var('clv_backtest_days') }} end as days_back,
        p_alive
    from {{ ref('int_customer_scores') }}
    where p_alive is not null

),

-- nine of ten returns of somebody still here come within the p90 gap; were the gaps exponential,
-- the chance that such a person stays silent for s days is 0.1 ^ (s / p90)
risks as (

    select
        gaps.days_back,
        gaps.person_id,
        gaps.population,
        gaps.silent_days,
        gaps.gap_p90_days,
        gaps.is_own_gap,
        1 - power(0.1, {{ safe_divide('gaps.silent_days', 'gaps.gap_p90_days') }}) as gap_risk,
        -- of P(alive) as revenue.customer_value publishes it
        1 - round(scores.p_alive, 6) as model_risk

    from gaps
    left join scores
        on gaps.days_back = scores.days_back and gaps.person_id = scores.person_id

),

chosen as (

    select
        days_back,
        person_id,
        population,
        case
            when model_risk is not null then 'p_alive'
            when is_own_gap then 'own_p90_gap'
            else 'population_p90_gap'
        end as churn_rule,
        silent_days,
        gap_p90_days,
        gap_risk,
        model_risk,
        coalesce(model_risk, gap_risk) as churn_risk,
        case
            -- the model's risk is a chance, and its backtest says what a threshold catches
            when model_risk >= {{ var('churn_high_model_risk') }} then 'high'
            when model_risk >= {{ var('churn_medium_model_risk') }} then 'medium'
            when model_risk is not null then 'low'
            -- the gap rule's: silent for longer than nine of ten gaps
            when gap_risk >= {{ var('churn_high_gap_risk') }} then 'high'
            when gap_risk >= {{ var('churn_medium_gap_risk') }} then 'medium'
            when gap_risk is not null then 'low'
            -- nobody ever came back, so silence says nothing
            else 'unknown'
        end as churn_risk_band

    from risks

)

select * from chosen
