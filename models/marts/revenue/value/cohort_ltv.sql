{# grain: one row per cohort_month, channel and month_number, lived or predicted #}
with

months as (

    select * from {{ ref('int_cohort_months') }}

),

tails as (

    select * from {{ ref('int_cohort_tails') }}

),

lived as (

    select
        *,
        eligible = customers as is_complete,
        sum(revenue) over (
            partition by cohort_month, channel order by month_number
            rows between unbounded preceding and current row
        ) as cumulative_revenue,
        sum(margin) over (
            partition by cohort_month, channel order by month_number
            rows between unbounded preceding and current row
        ) as cumulative_margin,
        row_number() over (
            partition by cohort_month, channel order by month_number desc
        ) as months_back

    from months

),

lived_and_predicted as (

    select
        cohort_month,
        channel,
        month_number,
        false as is_predicted,
        is_complete,
        customers,
        eligible,
        active_customers,
        revenue,
        margin,
        cumulative_revenue,
        cumulative_margin,
        -- until all of a cohort have lived all of a month, its cell is open: null, not zero
        case when is_complete then {{ safe_divide('cumulative_revenue', 'customers') }} end
            as ltv_revenue,
        case when is_complete then {{ safe_divide('cumulative_margin', 'customers') }} end
            as ltv_margin
    from lived

    union all

    -- what they brought in until the as-of plus what the fit expects in the months after it
    select
        lived.cohort_month,
        lived.channel,
        lived.month_number + tails.months_ahead as month_number,
        true as is_predicted,
        false as is_complete,
        lived.customers,
        0 as eligible,
        null as active_customers,
        null as revenue,
        null as margin,
        null as cumulative_revenue,
        null as cumulative_margin,
        {{ safe_divide('lived.cumulative_revenue', 'lived.customers') }}
        + tails.revenue_per_customer as ltv_revenue,
        {{ safe_divide('lived.cumulative_margin', 'lived.customers') }}
        + tails.margin_per_customer as ltv_margin
    from lived
    inner join tails on lived.cohort_month = tails.cohort_month and lived.channel = tails.channel
    where lived.months_back = 1

),

cohorts as (

    select
        cohort_month,
        channel,
        cast(month_number as integer) as month_number,
        is_predicted,
        is_complete,
        cast(customers as bigint) as customers,
        cast(eligible as bigint) as eligible,
        cast(active_customers as bigint) as active_customers,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(margin as decimal(18, 2)) as margin,
        cast(cumulative_revenue as decimal(18, 2)) as cumulative_revenue,
        cast(cumulative_margin as decimal(18, 2)) as cumulative_margin,
        case when not is_predicted then round(ltv_revenue, 6) end
            as cumulative_revenue_per_customer,
        case when not is_predicted then round(ltv_margin, 6) end
            as cumulative_margin_per_customer,
        round(ltv_revenue, 6) as ltv_revenue,
        round(ltv_margin, 6) as ltv_margin

    from lived_and_predicted

)

select * from cohorts
