{# grain: one row per period_month, channel, attribution_model, revenue_basis and customer_scope #}
with

by_channel as (

    select * from {{ ref('int_roas_inputs') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

lookbacks as (

    select
        case when is_acquisition then 'new_customers' else 'all_customers' end as customer_scope,
        lookback_days
    from {{ ref('int_conversion_types') }}
    where is_acquisition or is_revenue

),

with_all as (
    {% for channel in ['channel', "'all'"] %}
    select
        period_month,
        {{ channel }} as channel,
        attribution_model,
        revenue_basis,
        customer_scope,
        sum(spend) as spend,
        sum(credited_revenue) as credited_revenue
    from by_channel
    group by
        period_month,
        attribution_model,
        revenue_basis,
        {{ 'channel,' if loop.first }}
        customer_scope
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

rated as (

    select
        with_all.period_month,
        with_all.channel,
        with_all.attribution_model,
        with_all.revenue_basis,
        with_all.customer_scope,
        -- a month's touches must have had their time to earn
        as_of.as_of_date >= {{ add_days(
            dbt.dateadd('month', 1, 'with_all.period_month'),
            "case when with_all.revenue_basis = 'accrual' then lookbacks.lookback_days else 0 end"
        ) }} as is_complete,
        cast(with_all.spend as decimal(18, 6)) as spend,
        cast(with_all.credited_revenue as decimal(18, 6)) as credited_revenue,
        {{ safe_divide('with_all.credited_revenue', 'with_all.spend') }} as roas

    from with_all
    cross join as_of
    inner join lookbacks on with_all.customer_scope = lookbacks.customer_scope

)

select * from rated
