{# grain: one row per churn_rule, population, scope and risk_threshold #}
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

    select * from {{ ref('fct_orders') }} where is_valid

),

days as (

    select * from {{ ref('fct_person_days') }}

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

),

-- the long gone are easy to tell: the recent are the honest question
scoped as (

    select
        *,
        'all' as scope
    from judged

    union all

    select
        *,
        'recent' as scope
    from judged
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
