{# grain: one row per conversion_type and channel that any model credits #}
with

months as (

    select *
    from {{ ref('channel_attribution') }}
    -- participation counts a conversion once for each channel, so it is no share
    where attribution_model <> 'participation'

),

spent as (

    select
        channel,
        cast(sum(spend) as decimal(18, 6)) as spend
    from {{ ref('fct_channel_spend') }}
    group by channel

),

totals as (

    select
        conversion_type,
        channel,
        attribution_model,
        sum(credited_conversions) as credited_conversions
    from months
    group by conversion_type, channel, attribution_model

),

-- a model that gives a channel nothing has no row to say so
ranges as (

    select
        conversion_type,
        channel,
        case
            when count(*) filter (where credited_conversions > 0) < {{ attribution_models() | length - 1 }}
                then 0.0
            else min(credited_conversions)
        end as min_credit,
        max(credited_conversions) as max_credit,
        {{ safe_divide('sum(credited_conversions)', attribution_models() | length - 1) }}
            as mean_credit,
        min_by(attribution_model, (credited_conversions, attribution_model))
            as least_generous_model,
        max_by(attribution_model, (credited_conversions, attribution_model)) as most_generous_model
    from totals
    group by conversion_type, channel

),

compared as (

    select
        ranges.*,
        ranges.max_credit - ranges.min_credit as credit_range,
        {{ safe_divide('ranges.max_credit - ranges.min_credit', 'ranges.mean_credit') }}
            as relative_range,
        spent.spend,
        {{ safe_divide('spent.spend', 'ranges.max_credit') }} as min_cac,
        {{ safe_divide('spent.spend', 'ranges.min_credit') }} as max_cac

    from ranges
    left join spent on ranges.channel = spent.channel
    where ranges.max_credit > 0

)

select * from compared
