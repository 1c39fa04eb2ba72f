{# grain: one row per period_month, conversion_type, attribution_model and channel #}
with

credits as (

    select * from {{ ref('int_attribution_months') }} where dating = 'conversion'

),

daily_spend as (

    select * from {{ ref('fct_channel_spend') }}

),

conversion_types as (

    select * from {{ ref('int_conversion_types') }}

),

models as (
    {% for model in attribution_models() %}
    select '{{ model }}' as attribution_model {{ 'union all' if not loop.last }}
    {%- endfor %}

),

spend as (

    select
        {{ period_start('month', 'daily_spend.spend_date') }} as period_month,
        conversion_types.conversion_type,
        models.attribution_model,
        daily_spend.channel,
        cast(sum(daily_spend.spend) as decimal(18, 6)) as spend

    from daily_spend
    cross join conversion_types
    cross join models
    group by
        {{ period_start('month', 'daily_spend.spend_date') }},
        conversion_types.conversion_type,
        models.attribution_model,
        daily_spend.channel

),

-- money that brought nothing and conversions that cost nothing both keep their row
joined as (

    select
        coalesce(credits.period_month, spend.period_month) as period_month,
        coalesce(credits.conversion_type, spend.conversion_type) as conversion_type,
        coalesce(credits.attribution_model, spend.attribution_model) as attribution_model,
        coalesce(credits.channel, spend.channel) as channel,
        coalesce(credits.credited_conversions, 0) as credited_conversions,
        cast(coalesce(credits.credited_value, 0) as decimal(18, 6)) as credited_value,
        spend.spend

    from credits
    full outer join spend
        on
            credits.period_month = spend.period_month
            and credits.conversion_type = spend.conversion_type
            and credits.attribution_model = spend.attribution_model
            and credits.channel = spend.channel

),

rated as (

    select
        *,
        {{ safe_divide('credited_value', 'spend') }} as roas,
        {{ safe_divide('spend', 'credited_conversions') }} as cac

    from joined

)

select * from rated
