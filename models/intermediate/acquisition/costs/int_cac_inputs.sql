{# grain: one row per period_month, channel (or all), attribution_model and lag_basis #}
with

by_channel as (

    select
        *,
        case when is_paid then customers else 0 end as paid_customers
    from {{ ref('int_cac_channels') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

lookback as (

    select max(lookback_days) as lookback_days
    from {{ ref('int_conversion_types') }}
    where is_acquisition

),

with_all as (

    select
        period_month,
        channel,
        attribution_model,
        lag_basis,
        is_paid,
        customers,
        paid_customers,
        media_spend,
        other_cost
    from by_channel

    union all

    select
        period_month,
        'all' as channel,
        attribution_model,
        lag_basis,
        true as is_paid,
        sum(customers) as customers,
        sum(paid_customers) as paid_customers,
        sum(media_spend) as media_spend,
        sum(other_cost) as other_cost
    from by_channel
    group by period_month, attribution_model, lag_basis

),

dated as (

    select
        with_all.period_month,
        with_all.channel,
        with_all.attribution_model,
        with_all.lag_basis,
        with_all.is_paid,
        -- a month is over when the as-of is past it; touches must have had their time to convert
        as_of.as_of_date >= {{ add_days(
            dbt.dateadd('month', 1, 'with_all.period_month'),
            "case when with_all.lag_basis = 'touch_dated' then lookback.lookback_days else 0 end"
        ) }} as is_complete,
        cast(with_all.customers as double) as customers,
        cast(with_all.paid_customers as double) as paid_customers,
        cast(with_all.media_spend as decimal(18, 6)) as media_spend,
        cast(with_all.other_cost as decimal(18, 6)) as other_cost

    from with_all
    cross join as_of
    cross join lookback

)

select * from dated
