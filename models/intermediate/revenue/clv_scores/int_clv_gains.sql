{# grain: one row per segment_id, frequency, age_days and horizon_days: orders to expect of who is still alive #}
{%- set drops = 1 if var('clv_model') == 'mbg_nbd' else 0 %}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

-- a segment without a fit of its own is scored by that of everybody
scorers as (

    select * from {{ ref('int_clv_scorers') }}

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
        statistics.frequency,
        statistics.age_days

    from statistics
    inner join scorers
        on statistics.split = scorers.split and statistics.channel = scorers.channel
    where scorers.order_model is not null

),

fits as (

    select distinct
        scorer_id,
        r,
        alpha,
        a_nudged as a,
        b
    from scorers
    where order_model is not null

),

points as (

    select
        age_days_seen.scorer_id,
        age_days_seen.age_days,
        horizons.horizon,
        horizons.horizon_days,
        {{ safe_divide(
            'horizons.horizon_days',
            'fits.alpha * ' ~ var('clv_time_unit_days') ~ ' + age_days_seen.age_days + horizons.horizon_days'
        ) }} as z

    from (
        select distinct
            scorer_id,
            age_days
        from ages
    ) as age_days_seen
    inner join fits on age_days_seen.scorer_id = fits.scorer_id
    cross join horizons

),

-- 2F1(A, B; C; z) = sum of (A)k (B)k / (C)k / k! z^k: its terms go like k^(A+B-C-1) z^k, those of
-- Euler's transform (1-z)^(C-A-B) 2F1(C-A, C-B; C; z) like k^(C-A-B-1) z^k. One of the two falls as
-- fast as z^k: the first where all drop out alike (a is large), the second for frequent customers.
series as (

    select
        frequencies.scorer_id,
        frequencies.frequency,
        fits.a + fits.b + frequencies.frequency - {{ 1 - drops }} as c,
        case
            when fits.a - 1 > fits.r + frequencies.frequency then fits.r + frequencies.frequency
            else fits.a + fits.b - {{ 1 - drops }} - fits.r
        end as first_parameter,
        case
            when fits.a - 1 > fits.r + frequencies.frequency
                then fits.b + frequencies.frequency + {{ drops }}
            else fits.a - 1
        end as second_parameter,
        least(fits.a - 1, fits.r + frequencies.frequency) as exponent

    from (
        select distinct
            scorer_id,
            frequency
        from ages
    ) as frequencies
    inner join fits on frequencies.scorer_id = fits.scorer_id

),

-- so many terms that z^k < 1e-14
term_counts as (

    select
        scorer_id,
        cast(least(4000, ceil(-32.0 / ln(max(z))) + 32) as integer) as terms
    from points
    group by scorer_id

),

steps as (

    select numbers.number as k
    from (
        {{ number_spine(0, '(select max(terms) - 1 from term_counts)') }}
    ) as numbers

),

factors as (

    select
        series.scorer_id,
        series.frequency,
        steps.k,
        case
            when steps.k = 0 then 1.0
            else
                (series.first_parameter + steps.k - 1) * (series.second_parameter + steps.k - 1)
                / ((series.c + steps.k - 1) * steps.k)
        end as factor

    from series
    inner join term_counts on series.scorer_id = term_counts.scorer_id
    inner join steps on term_counts.terms > steps.k

),

coefficients as (

    select
        scorer_id,
        frequency,
        k,
        {{ running_product('factor', ['scorer_id', 'frequency'], 'k') }} as coefficient

    from factors

),

coefficient_lists as (

    select
        scorer_id,
        frequency,
        {{ list_ordered('coefficient', 'k') }} as coefficients
    from coefficients
    group by scorer_id, frequency

),

power_lists as (

    select
        points.scorer_id,
        points.age_days,
        points.horizon,
        points.z,
        {{ list_of_powers('points.z', 'term_counts.terms') }} as powers

    from points
    inner join term_counts on points.scorer_id = term_counts.scorer_id

),

gains as (

    select
        ages.scorer_id,
        ages.frequency,
        ages.age_days,
        power_lists.horizon,
        {{ safe_divide(
            'fits.a + fits.b + ages.frequency - ' ~ (1 - drops), 'fits.a - 1'
        ) }} * (
            1.0 - pow(1.0 - power_lists.z, series.exponent)
            * {{ dot_product('coefficient_lists.coefficients', 'power_lists.powers') }}
        ) as gain

    from ages
    inner join fits on ages.scorer_id = fits.scorer_id
    inner join series
        on ages.scorer_id = series.scorer_id and ages.frequency = series.frequency
    inner join coefficient_lists
        on
            ages.scorer_id = coefficient_lists.scorer_id
            and ages.frequency = coefficient_lists.frequency
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
