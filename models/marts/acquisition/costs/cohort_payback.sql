{# grain: one row per cohort_month, channel and month_number; channel all sums the others #}
with

months as (

    select * from {{ ref('int_cohort_margins') }}

),

-- within the month that repays, money comes in evenly: m - 1 + (CAC - before) / margin of m
covered as (

    select
        cohort_month,
        channel,
        month_number,
        greatest(0.0, month_number - {{ safe_divide(
            'cumulative_margin_per_customer - cac', 'margin_per_customer'
        ) }}) as months_to_here
    from months
    where cumulative_margin_per_customer >= cac

),

repaid as (

    select
        cohort_month,
        channel,
        min_by(months_to_here, month_number) as payback_months
    from covered
    group by cohort_month, channel

),

paybacks as (

    select
        months.cohort_month,
        months.channel,
        months.month_number,
        -- a cohort with a CAC that its margin has not covered yet
        months.cac is not null and repaid.payback_months is null as is_censored,
        months.is_complete,
        months.customers,
        months.spend,
        months.cac,
        months.margin_per_customer,
        months.cumulative_margin_per_customer,
        cast(repaid.payback_months as double) as payback_months

    from months
    left join repaid
        on months.cohort_month = repaid.cohort_month and months.channel = repaid.channel

)

select * from paybacks
