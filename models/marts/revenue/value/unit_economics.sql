{# grain: one row per period_month and channel of acquisition; channel all sums the others #}
with

people as (

    select
        person_id,
        first_channel
    from {{ ref('dim_people') }}
    where {{ is_counted() }}

),

activity as (

    select
        person_id,
        {{ period_start('month', 'activity_date') }} as period_month
    from {{ ref('fct_person_days') }}
    where {{ is_counted() }}

),

purchases as (

    select
        *,
        {{ period_start('month', 'order_date') }} as period_month,
        {{ period_start('month', 'first_order_date') }} as cohort_month
    from {{ ref('int_purchase_days') }}

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

    select * from {{ ref('cohort_ltv') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

active_months as (

    select
        activity.period_month,
        people.first_channel as channel,
        count(distinct activity.person_id) as active_people
    from activity
    inner join people on activity.person_id = people.person_id
    group by activity.period_month, people.first_channel

),

person_months as (

    select
        period_month,
        channel,
        person_id,
        max(case when period_month = cohort_month then 1 else 0 end) as is_new,
        sum(net_revenue) as revenue,
        sum(contribution_margin) as margin

    from purchases
    group by period_month, channel, person_id

),

-- a customer of last month who does not order this month is churned
with_next as (

    select
        *,
        coalesce(
            lead(period_month) over (partition by person_id order by period_month)
            = cast({{ dbt.dateadd('month', 1, 'period_month') }} as date),
            false
        ) as is_kept

    from person_months

),

paying_months as (

    select
        period_month,
        channel,
        count(*) as customers,
        sum(is_new) as new_customers,
        sum(revenue) as revenue,
        sum(margin) as margin,
        sum(case when is_kept then 0 else 1 end) as lost_customers

    from with_next
    group by period_month, channel

),

months as (

    select
        period_month,
        channel,
        sum(active_people) as active_people,
        sum(customers) as customers,
        sum(new_customers) as new_customers,
        sum(lost_customers) as lost_customers,
        sum(revenue) as revenue,
        sum(margin) as margin

    from (
        select
            period_month,
            channel,
            active_people,
            0 as customers,
            0 as new_customers,
            0 as lost_customers,
            0 as revenue,
            0 as margin
        from active_months

        union all

        select
            period_month,
            channel,
            0 as active_people,
            customers,
            new_customers,
            lost_customers,
            revenue,
            margin
        from paying_months

        union all

        -- money that won nobody keeps its row
        select
            period_month,
            channel,
            0 as active_people,
            0 as customers,
            0 as new_customers,
            0 as lost_customers,
            0 as revenue,
            0 as margin
        from costs
        where channel <> 'all'
    ) as either
    group by period_month, channel

),

scoped as (

    select * from months

    union all

    select
        period_month,
        'all' as channel,
        sum(active_people) as active_people,
        sum(customers) as customers,
        sum(new_customers) as new_customers,
        sum(lost_customers) as lost_customers,
        sum(revenue) as revenue,
        sum(margin) as margin
    from months
    group by period_month

),

cohort_ends as (

    select
        cohort_month,
        channel,
        max(case when not is_predicted then month_number end) as last_month,
        max(case when is_complete and month_number = 11 then cumulative_margin_per_customer end)
            as realised_12m,
        -- in the twelfth month itself: all but its end is lived
        max(
            case
                when not is_predicted and not is_complete and month_number = 11
                    then {{ safe_divide('cumulative_margin', 'customers') }}
            end
        ) as nearly_12m
    from ltv
    group by cohort_month, channel

),

-- twelve months of margin: lived, else lived so far plus what the fit expects of the rest
ltv_12m as (

    select
        cohort_ends.cohort_month,
        cohort_ends.channel,
        coalesce(cohort_ends.realised_12m, cohort_ends.nearly_12m, max(ltv.ltv_margin))
            as ltv_12m,
        cohort_ends.realised_12m is null as is_ltv_predicted

    from cohort_ends
    left join ltv
        on
            cohort_ends.cohort_month = ltv.cohort_month
            and cohort_ends.channel = ltv.channel
            and ltv.is_predicted
            and ltv.month_number = 11
    group by
        cohort_ends.cohort_month, cohort_ends.channel,
        cohort_ends.realised_12m, cohort_ends.nearly_12m

),

joined as (

    select
        scoped.*,
        lag(scoped.customers) over (
            partition by scoped.channel order by scoped.period_month
        ) as previous_customers,
        lag(scoped.lost_customers) over (
            partition by scoped.channel order by scoped.period_month
        ) as lost_from_previous,
        lag(scoped.period_month) over (
            partition by scoped.channel order by scoped.period_month
        ) as previous_month,
        costs.spend as full_cost,
        costs.cac,
        coalesce(paybacks.is_censored, false) as is_payback_censored,
        paybacks.payback_months,
        ltv_12m.ltv_12m,
        coalesce(ltv_12m.is_ltv_predicted, false) as is_ltv_predicted,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'scoped.period_month') }} as is_complete

    from scoped
    left join costs
        on scoped.period_month = costs.period_month and scoped.channel = costs.channel
    left join ltv_12m
        on scoped.period_month = ltv_12m.cohort_month and scoped.channel = ltv_12m.channel
    left join paybacks
        on scoped.period_month = paybacks.cohort_month and scoped.channel = paybacks.channel
    cross join as_of

),

economics as (

    select
        joined.*,
        case
            when joined.previous_month = cast({{ dbt.dateadd('month', -1, 'joined.period_month') }} as date)
                then {{ safe_divide('joined.lost_from_previous', 'joined.previous_customers') }}
        end as churn_rate,
        {{ safe_divide('joined.revenue', 'joined.active_people') }} as arpu,
        {{ safe_divide('joined.revenue', 'joined.customers') }} as arppu,
        {{ safe_divide('joined.margin', 'joined.customers') }} as margin_per_customer

    from joined

),

typed as (

    select
        period_month,
        channel,
        is_complete,
        is_ltv_predicted,
        is_payback_censored,
        cast(active_people as bigint) as active_people,
        cast(customers as bigint) as customers,
        cast(new_customers as bigint) as new_customers,
        cast(revenue as decimal(18, 2)) as net_revenue,
        cast(margin as decimal(18, 2)) as contribution_margin,
        cast(full_cost as decimal(18, 2)) as full_cost,
        arpu,
        arppu,
        margin_per_customer,
        churn_rate,
        cac,
        ltv_12m,
        {{ safe_divide('ltv_12m', 'cac') }} as ltv_cac,
        payback_months,
        {{ safe_divide('margin_per_customer', 'churn_rate') }} as subscription_ltv,
        {{ safe_divide(safe_divide('margin_per_customer', 'churn_rate'), 'cac') }} as subscription_ltv_cac,
        {{ safe_divide('cac', 'margin_per_customer') }} as subscription_payback_months

    from economics

)

select * from typed
