-- a touch counts when it came before the conversion and within the shorter of the two lookbacks
select
    touchpoints.conversion_number,
    touchpoints.touch_number,
    touchpoints.channel,
    touchpoints.age_seconds
from {{ ref('int_touchpoints') }} as touchpoints
inner join {{ ref('int_conversion_types') }} as conversion_types
    on touchpoints.conversion_type = conversion_types.conversion_type
left join {{ ref('channels') }} as channels on touchpoints.channel = channels.channel
where
    touchpoints.age_seconds < 0
    or touchpoints.age_seconds > 86400 * least(
        conversion_types.lookback_days,
        coalesce(channels.lookback_days, conversion_types.lookback_days)
    )
