{# grain: one row per retention, segment, segment_value, measure and period_number #}
with

averages as (

    select
        *,
        -- the share of those still at risk who stay through this period
        case
            when measure = 'retained' then null
            when period_number = 0 then 1.0
            else {{ safe_divide('survivors', 'at_risk') }}
        end as survival

    from {{ ref('int_retention_averages') }}

),

retentions as (

    select * from {{ ref('int_retentions') }}

),

survived as (

    select
        *,
        min(survival) over curve as lowest_survival,
        -- the product of the survivals so far; the case keeps the logarithm off zero
        exp(sum(case when survival > 0 then ln(survival) end) over curve) as survival_product

    from averages
    window curve as (
        partition by retention, segment, segment_value, measure
        order by period_number
    )

),

multiplied as (

    select
        *,
        case
            when lowest_survival = 0 then 0.0
            when survival is not null then survival_product
        end as kaplan_meier

    from survived

),

retention_curves as (

    select
        multiplied.retention,
        retentions.cohort_type,
        retentions.clock,
        retentions.period_grain,
        multiplied.segment,
        multiplied.segment_value,
        multiplied.measure,
        cast(multiplied.period_number as integer) as period_number,
        cast(multiplied.cohorts as bigint) as cohorts,
        cast(multiplied.complete_cohorts as bigint) as complete_cohorts,
        cast(multiplied.cohort_size as bigint) as cohort_size,
        cast(multiplied.eligible as bigint) as eligible,
        cast(multiplied.mature_people as bigint) as mature_retained,
        cast(multiplied.fixed_set_periods as integer) as fixed_set_periods,
        cast(multiplied.fixed_set_cohorts as bigint) as fixed_set_cohorts,
        cast(multiplied.fixed_set_people as bigint) as fixed_set_people,
        {{ safe_divide('multiplied.mature_people', 'multiplied.eligible') }} as pooled_mature_rate,
        -- a mean of fractions depends in its last bits on the order they are added in
        round(multiplied.simple_mature_rate, 12) as simple_mature_rate,
        {{ safe_divide('multiplied.weighted_people', 'multiplied.weighted_members') }}
            as weighted_mature_rate,
        {{ safe_divide('multiplied.people', 'multiplied.cohort_size') }} as naive_rate,
        {{ safe_divide('multiplied.fixed_set_retained', 'multiplied.fixed_set_people') }}
            as fixed_set_rate,
        case
            -- survival here is that of not having returned yet
            when multiplied.measure = 'on_or_before' and multiplied.period_number > 0
                then 1 - multiplied.kaplan_meier
            else multiplied.kaplan_meier
        end as kaplan_meier_rate

    from multiplied
    inner join retentions on multiplied.retention = retentions.retention

)

select * from retention_curves
