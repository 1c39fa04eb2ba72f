
    

    create  table
      "warehouse"."intermediate"."int_clv_gains__dbt_tmp"
  
    
    as (
      
with

statistics as (

    select * from "warehouse"."intermediate"."int_customer_statistics"

),

-- a segment without a fit of its own is scored by that of everybody
scorers as (

    select * from "warehouse"."intermediate"."int_clv_scorers"

),

-- twelve months for the discounted value and the cohort tail, and the days that customer_value states
horizons as (

    
    select
        1 as horizon,
        365.0 * 1 / 12 as horizon_days
    union all
    
    select
        2 as horizon,
        365.0 * 2 / 12 as horizon_days
    union all
    
    select
        3 as horizon,
        365.0 * 3 / 12 as horizon_days
    union all
    
    select
        4 as horizon,
        365.0 * 4 / 12 as horizon_days
    union all
    
    select
        5 as horizon,
        365.0 * 5 / 12 as horizon_days
    union all
    
    select
        6 as horizon,
        365.0 * 6 / 12 as horizon_days
    union all
    
    select
        7 as horizon,
        365.0 * 7 / 12 as horizon_days
    union all
    
    select
        8 as horizon,
        365.0 * 8 / 12 as horizon_days
    union all
    
    select
        9 as horizon,
        365.0 * 9 / 12 as horizon_days
    union all
    
    select
        10 as horizon,
        365.0 * 10 / 12 as horizon_days
    union all
    
    select
        11 as horizon,
        365.0 * 11 / 12 as horizon_days
    union all
    
    select
        12 as horizon,
        365.0 * 12 / 12 as horizon_days
    union all
    
    select
        90 as horizon,
        90.0 as horizon_days
    union all
    select
        -1 as horizon,
        cast(90 as double) as horizon_days

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
        (cast(horizons.horizon_days as double) / nullif(cast(fits.alpha * 7 + age_days_seen.age_days + horizons.horizon_days as double), 0)) as z

    from (select distinct scorer_id, age_days from ages) as age_days_seen
    inner join fits on age_days_seen.scorer_id = fits.scorer_id
    cross join horizons

),

-- 2F1(A, B; C; z) = sum of (A)k (B)k / (C)k / k! z^k: after Euler's transformation A and B are the
-- same for everybody and only C depends on the frequency; so many terms that z^k < 1e-14
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
        select cast(unnest(generate_series(0, (select max(terms) - 1 from term_counts))) as integer) as number
    ) as numbers

),

factors as (

    select
        frequencies.scorer_id,
        frequencies.frequency,
        steps.k,
        case
            when steps.k = 0 then 1.0
            else
                (fits.a + fits.b - 0 - fits.r + steps.k - 1)
                * (fits.a - 1 + steps.k - 1)
                / ((fits.a + fits.b + frequencies.frequency - 0 + steps.k - 1) * steps.k)
        end as factor

    from (select distinct scorer_id, frequency from ages) as frequencies
    inner join fits on frequencies.scorer_id = fits.scorer_id
    inner join term_counts on frequencies.scorer_id = term_counts.scorer_id
    inner join steps on term_counts.terms > steps.k

),

coefficients as (

    select
        scorer_id,
        frequency,
        k,
        exp(sum(ln(greatest(abs(factor), 1e-300))) over (
            partition by scorer_id, frequency order by k rows between unbounded preceding and current row
        )) * case
            when sum(case when factor < 0 then 1 else 0 end) over (
                partition by scorer_id, frequency order by k
                rows between unbounded preceding and current row
            ) % 2 = 1 then -1.0
            else 1.0
        end as coefficient

    from factors

),

coefficient_lists as (

    select
        scorer_id,
        frequency,
        list(coefficient order by k) as coefficients
    from coefficients
    group by scorer_id, frequency

),

power_lists as (

    select
        points.scorer_id,
        points.age_days,
        points.horizon,
        points.z,
        list_transform(range(0, term_counts.terms), lambda k: pow(points.z, k)) as powers

    from points
    inner join term_counts on points.scorer_id = term_counts.scorer_id

),

gains as (

    select
        ages.scorer_id,
        ages.frequency,
        ages.age_days,
        power_lists.horizon,
        (cast(fits.a + fits.b + ages.frequency - 0 as double) / nullif(cast(fits.a - 1 as double), 0)) * (
            1.0 - pow(1.0 - power_lists.z, fits.a - 1)
            * list_dot_product(coefficient_lists.coefficients, power_lists.powers)
        ) as gain

    from ages
    inner join fits on ages.scorer_id = fits.scorer_id
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
        max(case when horizon = 1 then gain end) as gain_1m,
        max(case when horizon = 2 then gain end) as gain_2m,
        max(case when horizon = 3 then gain end) as gain_3m,
        max(case when horizon = 4 then gain end) as gain_4m,
        max(case when horizon = 5 then gain end) as gain_5m,
        max(case when horizon = 6 then gain end) as gain_6m,
        max(case when horizon = 7 then gain end) as gain_7m,
        max(case when horizon = 8 then gain end) as gain_8m,
        max(case when horizon = 9 then gain end) as gain_9m,
        max(case when horizon = 10 then gain end) as gain_10m,
        max(case when horizon = 11 then gain end) as gain_11m,
        max(case when horizon = 12 then gain end) as gain_12m,
        max(case when horizon = 90 then gain end) as gain_90d,
        max(case when horizon = -1 then gain end) as gain_holdout

    from gains
    group by scorer_id, frequency, age_days

),

summed as (

    select
        *,
        (gain_1m - 0)
        / pow(1.0 + 0.1, 1 / 12.0)
        + (gain_2m - gain_1m)
        / pow(1.0 + 0.1, 2 / 12.0)
        + (gain_3m - gain_2m)
        / pow(1.0 + 0.1, 3 / 12.0)
        + (gain_4m - gain_3m)
        / pow(1.0 + 0.1, 4 / 12.0)
        + (gain_5m - gain_4m)
        / pow(1.0 + 0.1, 5 / 12.0)
        + (gain_6m - gain_5m)
        / pow(1.0 + 0.1, 6 / 12.0)
        + (gain_7m - gain_6m)
        / pow(1.0 + 0.1, 7 / 12.0)
        + (gain_8m - gain_7m)
        / pow(1.0 + 0.1, 8 / 12.0)
        + (gain_9m - gain_8m)
        / pow(1.0 + 0.1, 9 / 12.0)
        + (gain_10m - gain_9m)
        / pow(1.0 + 0.1, 10 / 12.0)
        + (gain_11m - gain_10m)
        / pow(1.0 + 0.1, 11 / 12.0)
        + (gain_12m - gain_11m)
        / pow(1.0 + 0.1, 12 / 12.0)
        as gain_discounted

    from discounted

)

select * from summed
    );
    
  