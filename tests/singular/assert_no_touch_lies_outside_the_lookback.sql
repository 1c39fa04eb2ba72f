-- a touch counts when it came before the conversion and within the shorter of the two lookbacks
select
    credits.conversion_id,
    credits.touch_number,
    sessions.started_at,
    conversions.converted_at
from {{ ref('attribution_credits') }} as credits
inner join {{ ref('fct_conversions') }} as conversions on credits.conversion_id = conversions.conversion_id
inner join {{ ref('int_conversion_types') }} as conversion_types
    on credits.conversion_type = conversion_types.conversion_type
inner join {{ ref('fct_sessions') }} as sessions on credits.session_id = sessions.session_id
left join {{ ref('channels') }} as channels on credits.channel = channels.channel
where
    credits.attribution_model = 'linear'
    and (
        sessions.started_at > conversions.converted_at
        or {{ seconds_between('sessions.started_at', 'conversions.converted_at') }}
        > 86400 * least(
            conversion_types.lookback_days,
            coalesce(channels.lookback_days, conversion_types.lookback_days)
        )
    )
