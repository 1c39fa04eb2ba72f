{# grain: one row per scorer_id, frequency and age_days: orders to expect of who is still alive #}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

scorers as (

    select * from {{ ref('int_clv_scorers') }} where order_model is not null

),

series as (

    select * from {{ ref('int_clv_series') }}

),

-- twelve months for the discounted value and the cohort tail, and the days that customer_value states
horizons as (

    {% for month in range(1, 13) %}
    select
        {{ month }} as horizon,
        365.0 * {{ month }} / 12 as horizon_days
    union all
    {% endfor %}
    select
        90 as horizon,
        90.0 as horizon_days
    union all
    select
        -1 as horizon,
        cast({{ var('clv_backtest_days') }} as double) as horizon_days

),

ages as (

    select distinct
        scorers.scorer_id,
        scorers.alpha,
        statistics.frequency,
        statistics.age_days

    from statistics
    inner join scorers
        on statistics.split = scorers.split and statistics.channel = scorers.channel

),

points as (

    select distinct
        ages.scorer_id,
        ages.age_days,
        horizons.horizon,
        {{ safe_divide(
            'horizons.horizon_days',
            'ages.alpha * ' ~ var('clv_time_unit_days') ~ ' + ages.age_days + horizons.horizon_days'
        ) }} as z

    from ages
    cross join horizons

),

power_lists as (

    select
        points.*,
        {{ list_of_powers('points.z', 'term_counts.terms') }} as powers

    from points
    inner join (
        select
            scorer_id,
            max(terms) as terms
        from series
        group by scorer_id
    ) as term_counts on points.scorer_id = term_counts.scorer_id

),

gains as (

    select
        ages.scorer_id,
        ages.frequency,
        ages.age_days,
        power_lists.horizon,
        series.ceiling * (
            1.0 - pow(1.0 - power_lists.z, series.exponent)
            * {{ dot_product('series.coefficients', 'power_lists.powers') }}
        ) as gain

    from ages
    inner join series
        on ages.scorer_id = series.scorer_id and ages.frequency = series.frequency
    inner join power_lists
        on ages.scorer_id = power_lists.scorer_id and ages.age_days = power_lists.age_days

),

discounted as (

    select
        scorer_id,
        frequency,
        age_days,
        {% for month in range(1, 13) -%}
        max(case when horizon = {{ month }} then gain end) as gain_{{ month }}m,
        {% endfor -%}
        max(case when horizon = 90 then gain end) as gain_90d,
        max(case when horizon = -1 then gain end) as gain_holdout

    from gains
    group by scorer_id, frequency, age_days

),

summed as (

    select
        *,
        {% for month in range(1, 13) -%}
        {{ '+ ' if not loop.first }}(gain_{{ month }}m - {{ 'gain_' ~ (month - 1) ~ 'm' if month > 1 else '0' }})
        / pow(1.0 + {{ var('clv_discount_rate_per_year') }}, {{ month }} / 12.0)
        {% endfor -%}
        as gain_discounted

    from discounted

)

select * from summed
