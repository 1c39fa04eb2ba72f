{# grain: one row per period_month, channel, attribution_model and lag_basis #}
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

{# which month's money stands against which month's customers -#}
{% set lag_bases = [
    ('same_period', 'conversion', 0),
    ('shifted', 'conversion', var('cac_lag_months')),
    ('touch_dated', 'touch', 0),
] -%}

models as (
    {% for model in attribution_models() if model != 'participation' %}
    select '{{ model }}' as attribution_model {{ 'union all' if not loop.last }}
    {%- endfor %}

),

stacked as (
    {% for lag_basis, dating, lag_months in lag_bases %}
    select
        cast({{ dbt.dateadd('month', lag_months, 'costs.period_month') }} as date) as period_month,
        costs.channel,
        models.attribution_model,
        '{{ lag_basis }}' as lag_basis,
        costs.media_spend,
        costs.other_cost,
        cast(null as double) as customers
    from costs
    cross join models

    union all

    select
        period_month,
        case when channel = '(none)' then '(unattributed)' else channel end as channel,
        attribution_model,
        '{{ lag_basis }}' as lag_basis,
        null as media_spend,
        null as other_cost,
        credited_conversions as customers
    from credits
    where dating = '{{ dating }}'
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

summed as (

    select
        stacked.period_month,
        stacked.channel,
        stacked.attribution_model,
        stacked.lag_basis,
        bool_or(coalesce(channels.is_paid, stacked.channel = '(unallocated)')) as is_paid,
        coalesce(sum(stacked.customers), 0) as customers,
        sum(stacked.media_spend) as media_spend,
        sum(stacked.other_cost) as other_cost

    from stacked
    -- money shifted beyond the as-of has no customers to be held against yet
    inner join as_of on stacked.period_month <= as_of.as_of_date
    left join channels on stacked.channel = channels.channel
    group by
        stacked.period_month,
        stacked.channel,
        stacked.attribution_model,
        stacked.lag_basis

)

select * from summed
