{# grain: one row per spend_date, source, medium, campaign #}
with

as_of as (

    select as_of_date from {{ ref('int_as_of') }}

),

spend as (

    select * from {{ ref('stg_ads__channel_spend') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

traffic_channels as (

    select * from {{ ref('int_traffic_channels') }}
    where referrer_host is null and click_id_name is null

),

converted as (

    select
        spend.*,
        lower(spend.source) as lower_source,
        lower(spend.medium) as lower_medium,
        spend.spend * rates.rate as spend_converted

    from spend
    inner join as_of on spend.spend_date <= as_of.as_of_date
    left join rates
        on
            spend.currency = rates.currency
            and spend.spend_date >= rates.valid_from
            and spend.spend_date < rates.valid_until

),

-- rows of one report for the same day and campaign add up; one without a rate voids the sum
summed as (

    select
        spend_date,
        source,
        medium,
        campaign,
        min(lower_source) as lower_source,
        min(lower_medium) as lower_medium,
        min(currency) as currency,
        case
            when count(*) = count(spend_converted)
                then cast(sum(spend_converted) as decimal(18, 6))
        end
            as spend,
        sum(coalesce(impressions, 0)) as impressions,
        sum(coalesce(clicks, 0)) as clicks

    from converted
    group by spend_date, source, medium, campaign

),

channelled as (

    select
        summed.spend_date,
        summed.source,
        summed.medium,
        summed.campaign,
        case
            -- money that no rule knows keeps a row of its own
            when traffic_channels.channel is null then '(unallocated)'
            -- and so does money that only the rules for unknown or direct traffic catch
            when traffic_channels.channel in ({{ sql_strings(var('unallocated_spend_channels')) }})
                then '(unallocated)'
            else traffic_channels.channel
        end as channel,
        summed.currency,
        summed.impressions,
        summed.clicks,
        summed.spend

    from summed
    left join traffic_channels
        on
            summed.lower_source is not distinct from traffic_channels.source
            and summed.lower_medium is not distinct from traffic_channels.medium
            and summed.campaign is not distinct from traffic_channels.campaign

)

select * from channelled
