{# grain: one row per churn_rule and person_id that the rule had something to say about at the cut #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}
    where days_back = {{ var('clv_backtest_days') }}

),

risks as (

    select * from {{ ref('int_churn_risks') }} where days_back = {{ var('clv_backtest_days') }}

),

-- both rules are put to the test, wherever each has something to say
ruled as (

    select
        'p90_gap' as churn_rule,
        person_id,
        population,
        silent_days,
        gap_risk as churn_risk
    from risks
    where gap_risk is not null

    union all

    select
        'p_alive' as churn_rule,
        person_id,
        population,
        silent_days,
        model_risk as churn_risk
    from risks
    where model_risk is not null

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid

),

days as (

    select * from {{ ref('int_person_activity_days') }}

),

last_signs as (

    select
        'customers' as population,
        person_id,
        max(order_date) as last_seen_date
    from orders
    group by person_id

    union all

    select
        'users' as population,
        person_id,
        max(activity_date) as last_seen_date
    from days
    group by person_id

),

-- what was said at the cut, and what the days after it showed
judged as (

    select
        ruled.churn_rule,
        ruled.person_id,
        ruled.population,
        ruled.churn_risk,
        ruled.silent_days,
        snapshots.snapshot_date as cut_date,
        last_signs.last_seen_date is null or last_signs.last_seen_date <= snapshots.snapshot_date
            as has_churned

    from ruled
    inner join snapshots on ruled.person_id = snapshots.person_id
    left join last_signs
        on ruled.person_id = last_signs.person_id and ruled.population = last_signs.population

)

select * from judged
