{# grain: one row per scorer_id and frequency: the series that gives the orders to expect #}
{%- set drops = 1 if var('clv_model') == 'mbg_nbd' else 0 %}
{%- set longest = [365, var('clv_backtest_days')] | max | string ~ '.0' %}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

-- a segment without a fit of its own is scored by that of everybody
scorers as (

    select * from {{ ref('int_clv_scorers') }} where order_model is not null

),

frequencies as (

    select
        scorers.scorer_id,
        statistics.frequency,
        min(statistics.age_days) as youngest_days,
        max(scorers.r) as r,
        max(scorers.alpha) as alpha,
        max(scorers.a_nudged) as a,
        max(scorers.b) as b

    from statistics
    inner join scorers
        on statistics.split = scorers.split and statistics.channel = scorers.channel
    group by scorers.scorer_id, statistics.frequency

),

-- 2F1(A, B; C; z) = sum of (A)k (B)k / (C)k / k! z^k: its terms go like k^(A+B-C-1) z^k, those of
-- Euler's transform (1-z)^(C-A-B) 2F1(C-A, C-B; C; z) like k^(C-A-B-1) z^k. One of the two falls as
-- fast as z^k: the first where all drop out alike (a is large), the second for frequent customers.
series as (

    select
        scorer_id,
        frequency,
        a + b + frequency - {{ 1 - drops }} as c,
        case
            when a - 1 > r + frequency then r + frequency
            else a + b - {{ 1 - drops }} - r
        end as first_parameter,
        case
            when a - 1 > r + frequency then b + frequency + {{ drops }}
            else a - 1
        end as second_parameter,
        least(a - 1, r + frequency) as exponent,
        {{ safe_divide('a + b + frequency - ' ~ (1 - drops), 'a - 1') }} as ceiling

    from frequencies

),

-- so many terms that z^k < 1e-14; z is largest for the youngest at the longest horizon
term_counts as (

    select
        scorer_id,
        cast(
            least(
                4000,
                ceil(-32.0 / ln(max({{ safe_divide(
                    longest, longest ~ ' + alpha * ' ~ var('clv_time_unit_days') ~ ' + youngest_days'
                ) }}))) + 32
            ) as integer
        ) as terms
    from frequencies
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
        series.*,
        term_counts.terms,
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
        exponent,
        ceiling,
        terms,
        k,
        {{ running_product('factor', ['scorer_id', 'frequency'], 'k') }} as coefficient

    from factors

),

listed as (

    select
        scorer_id,
        frequency,
        max(exponent) as exponent,
        max(ceiling) as ceiling,
        max(terms) as terms,
        {{ list_ordered('coefficient', 'k') }} as coefficients

    from coefficients
    group by scorer_id, frequency

)

select * from listed
