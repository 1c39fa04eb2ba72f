{# grain: one row per period_month, channel (or all), attribution_model and lag_basis #}
with

costs as (

    select * from {{ ref('int_channel_costs') }}

),

credits as (

    select months.*
    from {{ ref('int_attribution_months') }} as months
    inner join {{ ref('int_conversion_types') }} as conversion_types
        on
            months.conversion_type = conversion_types.conversion_type
            and conversion_types.is_acquisition
    -- participation counts a customer once for each channel
    where months.attribution_model <> 'participation'

),

channels as (

    select * from {{ ref('channels') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

lookback as (

    select max(lookback_days) as lookback_days
    from {{ ref('int_conversion_types') }}
    where is_acquisition

),

{%- set models = attribution_models() | reject('equalto', 'participation') | list %}

-- which month's money stands against which month's customers
spend as (
    {% for basis, lag_months in [
        ('same_period', 0), ('shifted', var('cac_lag_months')), ('touch_dated', 0)
    ] -%}
    {% for model in models %}
    select
        cast({{ dbt.dateadd('month', lag_months, 'period_month') }} as date) as period_month,
        channel,
        '{{ model }}' as attribution_model,
        '{{ basis }}' as lag_basis,
        media_spend,
        other_cost,
        cast(null as double) as customers
    from costs
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

customers as (
    {% for basis, dating in [
        ('same_period', 'conversion'), ('shifted', 'conversion'), ('touch_dated', 'touch')
    ] %}
    select
        period_month,
        case when channel = '(none)' then '(unattributed)' else channel end as channel,
        attribution_model,
        '{{ basis }}' as lag_basis,
        cast(null as decimal(18, 6)) as media_spend,
        cast(null as decimal(18, 6)) as other_cost,
        credited_conversions as customers
    from credits
    where dating = '{{ dating }}'
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

-- spend shifted beyond the as-of has no customers to be held against yet
stacked as (

    select spend.*
    from spend
    inner join as_of on spend.period_month <= as_of.as_of_date

    union all

    select * from customers

),

by_channel as (

    select
        stacked.period_month,
        stacked.channel,
        stacked.attribution_model,
        stacked.lag_basis,
        bool_or(coalesce(channels.is_paid, stacked.channel = '(unallocated)'))
            as is_paid,
        sum(stacked.media_spend) as media_spend,
        sum(stacked.other_cost) as other_cost,
        coalesce(sum(stacked.customers), 0) as customers
    from stacked
    left join channels on stacked.channel = channels.channel
    group by
        stacked.period_month,
        stacked.channel,
        stacked.attribution_model,
        stacked.lag_basis

),

with_all as (

    select
        *,
        case when is_paid then customers else 0 end as paid_customers
    from by_channel

    union all

    select
        period_month,
        'all' as channel,
        attribution_model,
        lag_basis,
        true as is_paid,
        sum(media_spend) as media_spend,
        sum(other_cost) as other_cost,
        sum(customers) as customers,
        sum(case when is_paid then customers else 0 end) as paid_customers
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
