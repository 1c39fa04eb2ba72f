-- the detail and the monthly mart are two roads to one number (two models stand for all)
select
    coalesce(details.conversion_type, months.conversion_type) as conversion_type,
    coalesce(details.attribution_model, months.attribution_model) as attribution_model,
    coalesce(details.channel, months.channel) as channel,
    details.credit,
    months.credited_conversions
from (
    select
        conversion_type,
        attribution_model,
        channel,
        sum(credit) as credit
    from {{ ref('attribution_credits') }}
    where attribution_model in ('linear', 'markov')
    group by conversion_type, attribution_model, channel
) as details
full outer join (
    select
        conversion_type,
        attribution_model,
        channel,
        sum(credited_conversions) as credited_conversions
    from {{ ref('channel_attribution') }}
    where attribution_model in ('linear', 'markov')
    group by conversion_type, attribution_model, channel
) as months
    on
        details.conversion_type = months.conversion_type
        and details.attribution_model = months.attribution_model
        and details.channel = months.channel
where abs(coalesce(details.credit, 0) - coalesce(months.credited_conversions, 0)) > 1e-6
