{# grain: one row per channel and period: a month, or all of them #}
with

rates as (

    select * from {{ ref('channel_period_rates') }}

),

qualities as (

    select * from {{ ref('channel_quality') }}

),

compared as (

    select
        rates.*,
        qualities.quality_index,
        qualities.median_quality
    from rates
    inner join qualities on rates.channel = qualities.channel and rates.period = qualities.period

),

reasoned as (

    select
        *,
        case
            when channel in ('(unallocated)', '(unattributed)') then 'no_channel'
            when new_customers < {{ var('core_channel_min_customers') }} then 'too_few_customers'
            when is_paid and spend is null then 'spend_unknown'
            when cac is null then 'no_media_spend'
            when cac <= max_cac then 'cac_low_enough'
            else 'cac_too_high'
        end as cost_reason,
        case
            when coalesce(quality_index > median_quality, false) then 'quality_above_median'
            else 'quality_not_above_median'
        end as quality_reason,
        case
            when coalesce(invalid_traffic_rate, 0) > {{ var('core_channel_max_invalid_rate') }}
                then 'invalid_traffic'
        end as traffic_reason
    from compared

),

scored as (

    select
        channel,
        period,
        period_month,
        -- cheap enough and good enough; how many it brings never decides
        cost_reason in ('cac_low_enough', 'no_media_spend')
        and quality_reason = 'quality_above_median'
        and traffic_reason is null as is_core_channel,
        cost_reason || '; ' || quality_reason || coalesce('; ' || traffic_reason, '')
            as core_channel_reasons,
        is_payback_censored,
        sessions,
        signups,
        new_customers,
        spend,
        cac,
        fully_loaded_cac,
        max_cac,
        activation_rate,
        d30_retention_rate,
        first_order_margin,
        value_12m,
        {{ safe_divide('value_12m', 'fully_loaded_cac') }} as ltv_cac,
        payback_months,
        invalid_traffic_rate,
        quality_index,
        median_quality

    from reasoned

)

select * from scored
