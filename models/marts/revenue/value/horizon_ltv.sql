{# grain: one row per channel and horizon_days #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

purchases as (

    select * from {{ ref('int_cohort_purchases') }}

),

horizons as (

    {% for horizon in var('ltv_horizon_days') %}
    select {{ horizon }} as horizon_days
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

placed as (

    select
        purchases.*,
        horizons.horizon_days,
        {{ days_between('purchases.first_order_date', 'purchases.order_date') }} < horizons.horizon_days
            as is_within,
        -- the horizon is over for those whose first order is so many whole days ago
        {{ days_between('purchases.first_order_date', 'as_of.as_of_date') }} >= horizons.horizon_days
            as is_mature

    from purchases
    cross join horizons
    cross join as_of

),

summed as (

    select
        channel,
        horizon_days,
        sum(new_customers) as customers,
        sum(case when is_mature then new_customers else 0 end) as eligible,
        sum(case when is_within then net_revenue else 0 end) as all_revenue,
        sum(case when is_within and is_mature then net_revenue else 0 end) as revenue,
        sum(case when is_within and is_mature then contribution_margin else 0 end) as margin

    from placed
    group by channel, horizon_days

),

divided as (

    select
        channel,
        cast(horizon_days as integer) as horizon_days,
        cast(customers as bigint) as customers,
        cast(eligible as bigint) as eligible,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(margin as decimal(18, 2)) as margin,
        {{ safe_divide('revenue', 'eligible') }} as ltv_revenue,
        {{ safe_divide('margin', 'eligible') }} as ltv_margin,
        {{ safe_divide('all_revenue', 'customers') }} as naive_ltv_revenue

    from summed

)

select * from divided
