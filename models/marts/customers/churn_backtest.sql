{# grain: one row per churn_rule, population, scope and risk_threshold #}
with

outcomes as (

    select * from {{ ref('int_churn_outcomes') }}

),

-- the long gone are easy to tell: the recent are the honest question
scoped as (

    select
        *,
        'all' as scope
    from outcomes

    union all

    select
        *,
        'recent' as scope
    from outcomes
    where silent_days <= {{ var('lifecycle_active_days') }}

),

thresholds as (
    {% for threshold in var('churn_backtest_risks') %}
    select cast({{ threshold }} as double) as risk_threshold
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

summed as (

    select
        scoped.churn_rule,
        scoped.population,
        scoped.scope,
        thresholds.risk_threshold,
        min(scoped.cut_date) as cut_date,
        count(*) as people,
        count(*) filter (where scoped.has_churned) as churned_people,
        count(*) filter (where scoped.churn_risk >= thresholds.risk_threshold) as flagged_people,
        count(*) filter (
            where scoped.has_churned and scoped.churn_risk >= thresholds.risk_threshold
        ) as caught_people,
        avg(scoped.churn_risk) as mean_risk

    from scoped
    cross join thresholds
    group by
        scoped.churn_rule, scoped.population, scoped.scope, thresholds.risk_threshold

),

backtest as (

    select
        churn_rule,
        population,
        scope,
        risk_threshold,
        cut_date,
        {{ add_days('cut_date', var('clv_backtest_days')) }} as holdout_until,
        cast(people as bigint) as people,
        cast(churned_people as bigint) as churned_people,
        cast(flagged_people as bigint) as flagged_people,
        cast(caught_people as bigint) as caught_people,
        {{ safe_divide('churned_people', 'people') }} as churn_rate,
        {{ safe_divide('caught_people', 'flagged_people') }} as precision_rate,
        {{ safe_divide('caught_people', 'churned_people') }} as recall_rate,
        {{ safe_divide(
            safe_divide('caught_people', 'flagged_people'), safe_divide('churned_people', 'people')
        ) }}
            as lift,
        mean_risk as mean_risk_rate

    from summed

)

select * from backtest
