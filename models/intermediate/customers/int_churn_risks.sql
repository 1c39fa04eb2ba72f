{# grain: one row per days_back and person_id #}
with

gaps as (

    select * from {{ ref('int_return_gaps') }}

),

-- nine of ten returns of somebody still here come within the p90 gap; were the gaps exponential,
-- the chance that such a person stays silent for s days is 0.1 ^ (s / p90)
risks as (

    select
        days_back,
        person_id,
        population,
        case when is_own_gap then 'own_p90_gap' else 'population_p90_gap' end as churn_rule,
        silent_days,
        gap_p90_days,
        1 - power(0.1, {{ safe_divide('silent_days', 'gap_p90_days') }}) as churn_risk

    from gaps

)

select * from risks
