{# grain: one row per period_month, channel, attribution_model, revenue_basis and customer_scope #}
with

-- new customers' first orders, or everybody's orders
scopes as (

    select
        conversion_type,
        case when is_acquisition then 'new_customers' else 'all_customers' end as customer_scope
    from {{ ref('int_conversion_types') }}
    where is_acquisition or is_revenue

),

credits as (

    select *
    from {{ ref('int_attribution_months') }}
    -- participation counts an order once for each channel
    where attribution_model <> 'participation'

),

costs as (

    select * from {{ ref('int_channel_costs') }} where media_spend is not null

),

models as (
    {% for model in attribution_models() if model != 'participation' %}
    select '{{ model }}' as attribution_model {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- cash: dated to the order; accrual: dated to the touch that earned it
stacked as (

    select
        credits.period_month,
        case when credits.channel = '(none)' then '(unattributed)' else credits.channel end
            as channel,
        credits.attribution_model,
        case when credits.dating = 'touch' then 'accrual' else 'cash' end as revenue_basis,
        scopes.customer_scope,
        cast(null as decimal(18, 6)) as spend,
        credits.credited_value as credited_revenue
    from credits
    inner join scopes on credits.conversion_type = scopes.conversion_type
    {% for revenue_basis in ['cash', 'accrual'] %}
    union all

    select
        costs.period_month,
        costs.channel,
        models.attribution_model,
        '{{ revenue_basis }}' as revenue_basis,
        scopes.customer_scope,
        costs.media_spend as spend,
        null as credited_revenue
    from costs
    cross join models
    cross join scopes
    {% endfor %}
),

summed as (

    select
        period_month,
        channel,
        attribution_model,
        revenue_basis,
        customer_scope,
        sum(spend) as spend,
        coalesce(sum(credited_revenue), 0) as credited_revenue

    from stacked
    group by period_month, channel, attribution_model, revenue_basis, customer_scope

)

select * from summed
