{# grain: one row per period_month, channel, attribution_model, revenue_basis and customer_scope #}
with

credits as (

    select
        months.*,
        conversion_types.is_acquisition,
        conversion_types.lookback_days
    from {{ ref('int_attribution_months') }} as months
    inner join {{ ref('int_conversion_types') }} as conversion_types
        on
            months.conversion_type = conversion_types.conversion_type
            and (conversion_types.is_acquisition or conversion_types.is_revenue)
    -- participation counts an order once for each channel
    where months.attribution_model <> 'participation'

),

costs as (

    select * from {{ ref('int_channel_costs') }} where media_spend is not null

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

lookbacks as (

    select
        is_acquisition,
        lookback_days
    from {{ ref('int_conversion_types') }}
    where is_acquisition or is_revenue

),

{%- set models = attribution_models() | reject('equalto', 'participation') | list %}

-- cash: dated to the order; accrual: dated to the touch that earned it
revenue as (

    select
        period_month,
        case when channel = '(none)' then '(unattributed)' else channel end as channel,
        attribution_model,
        case when dating = 'touch' then 'accrual' else 'cash' end as revenue_basis,
        case when is_acquisition then 'new_customers' else 'all_customers' end as customer_scope,
        cast(null as decimal(18, 6)) as spend,
        credited_value
    from credits

),

spend as (
    {% for model in models -%}
    {% set last_model = loop.last -%}
    {% for basis in ['cash', 'accrual'] -%}
    {% set last_basis = loop.last -%}
    {% for scope in ['all_customers', 'new_customers'] %}
    select
        period_month,
        channel,
        '{{ model }}' as attribution_model,
        '{{ basis }}' as revenue_basis,
        '{{ scope }}' as customer_scope,
        media_spend as spend,
        cast(null as decimal(18, 6)) as credited_value
    from costs
    {% if not (loop.last and last_basis and last_model) %}
    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
),

stacked as (

    select * from revenue
    union all
    select * from spend

),

by_channel as (

    select
        period_month,
        channel,
        attribution_model,
        revenue_basis,
        customer_scope,
        sum(spend) as spend,
        coalesce(sum(credited_value), 0) as credited_revenue
    from stacked
    group by period_month, channel, attribution_model, revenue_basis, customer_scope

),

with_all as (

    select * from by_channel

    union all

    select
        period_month,
        'all' as channel,
        attribution_model,
        revenue_basis,
        customer_scope,
        sum(spend) as spend,
        sum(credited_revenue) as credited_revenue
    from by_channel
    group by period_month, attribution_model, revenue_basis, customer_scope

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
    inner join lookbacks
        on (with_all.customer_scope = 'new_customers') = lookbacks.is_acquisition

)

select * from rated
