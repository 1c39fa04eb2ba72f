{# grain: one row per period_month and channel of acquisition; channel all sums the others #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

bases as (

    select * from {{ ref('unit_economics_bases') }}

),

-- the money of the month over the customers that it is credited with
costs as (

    select *
    from {{ ref('cac') }}
    where
        variant = 'fully_loaded'
        and lag_basis = 'same_period'
        and attribution_model = '{{ var("unit_economics_attribution_model") }}'

),

paybacks as (

    select distinct
        cohort_month,
        channel,
        is_censored,
        payback_months
    from {{ ref('cohort_payback') }}

),

ltv as (

    select * from {{ ref('twelve_month_ltv') }}

),

joined as (

    select
        bases.*,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'bases.period_month') }} as is_complete,
        costs.spend as full_cost,
        costs.cac,
        coalesce(paybacks.is_censored, false) as is_payback_censored,
        paybacks.payback_months,
        coalesce(ltv.is_ltv_predicted, false) as is_ltv_predicted,
        ltv.ltv_12m,
        {{ safe_divide('bases.contribution_margin', 'bases.customers') }} as margin_per_customer,
        -- until the month has ended, who did not order may still do so
        case
            when as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'bases.period_month') }}
                then {{ safe_divide('bases.lost_customers', 'bases.previous_customers') }}
        end as churn_rate

    from bases
    cross join as_of
    left join costs
        on bases.period_month = costs.period_month and bases.channel = costs.channel
    left join ltv
        on bases.period_month = ltv.cohort_month and bases.channel = ltv.channel
    left join paybacks
        on bases.period_month = paybacks.cohort_month and bases.channel = paybacks.channel

),

economics as (

    select
        period_month,
        channel,
        is_complete,
        is_ltv_predicted,
        is_payback_censored,
        active_people,
        customers,
        new_customers,
        net_revenue,
        contribution_margin,
        cast(full_cost as decimal(18, 2)) as full_cost,
        {{ safe_divide('net_revenue', 'active_people') }} as arpu,
        {{ safe_divide('net_revenue', 'customers') }} as arppu,
        margin_per_customer,
        churn_rate,
        cac,
        ltv_12m,
        {{ safe_divide('ltv_12m', 'cac') }} as ltv_cac,
        payback_months,
        {{ safe_divide('margin_per_customer', 'churn_rate') }} as subscription_ltv,
        {{ safe_divide(safe_divide('margin_per_customer', 'churn_rate'), 'cac') }}
            as subscription_ltv_cac,
        {{ safe_divide('cac', 'margin_per_customer') }} as subscription_payback_months

    from joined

)

select * from economics
