{# grain: one row per conversion_number and touch_number: all that the attribution models look at #}
with

touchpoints as (

    select
        *,
        -- bounded, so that no path is too old for a double
        power(
            2.0,
            greatest(-1000.0, -age_seconds / {{ var('attribution_half_life_days') * 86400.0 }})
        ) as decay
    from {{ ref('int_touchpoints') }}

),

channel_touches as (

    select
        conversion_number,
        channel,
        count(*) as channel_touch_count
    from touchpoints
    group by conversion_number, channel

),

path_channels as (

    select
        conversion_number,
        count(*) as path_channel_count
    from channel_touches
    group by conversion_number

),

path_touches as (

    select
        conversion_number,
        count(*) as touch_count,
        max(case when not is_direct then touch_number end) as last_non_direct_number,
        max(case when is_paid then touch_number end) as last_paid_number,
        sum(decay) as path_decay
    from touchpoints
    group by conversion_number

),

paths as (

    select
        path_touches.*,
        path_channels.path_channel_count
    from path_touches
    inner join path_channels on path_touches.conversion_number = path_channels.conversion_number

),

described as (

    select
        touchpoints.conversion_number,
        touchpoints.conversion_type,
        touchpoints.touched_at,
        touchpoints.channel,
        cast(touchpoints.touch_number as integer) as touch_number,
        cast(paths.touch_count as integer) as touch_count,
        cast(channel_touches.channel_touch_count as integer) as channel_touch_count,
        cast(paths.path_channel_count as integer) as path_channel_count,
        -- where all are direct, the last touch
        touchpoints.touch_number = coalesce(paths.last_non_direct_number, paths.touch_count)
            as is_last_non_direct,
        -- where none is paid, the last that is not direct
        touchpoints.touch_number
        = coalesce(paths.last_paid_number, paths.last_non_direct_number, paths.touch_count)
            as is_last_paid,
        {{ safe_divide('touchpoints.decay', 'paths.path_decay') }} as decay_share

    from touchpoints
    inner join paths on touchpoints.conversion_number = paths.conversion_number
    inner join channel_touches
        on
            touchpoints.conversion_number = channel_touches.conversion_number
            and touchpoints.channel = channel_touches.channel

)

select * from described
