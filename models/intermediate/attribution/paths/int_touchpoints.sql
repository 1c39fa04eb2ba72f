{# grain: one row per conversion_number and touch_number; conversions without touches are absent #}
with

paths as (

    select
        *,
        {{ each_number('first_session_number', 'last_session_number') }} as session_number
    from {{ ref('int_conversion_paths') }}
    where first_session_number <= last_session_number

),

sessions as (

    select * from {{ ref('int_sessions') }} where {{ is_counted() }}

),

channels as (

    select * from {{ ref('channels') }}

),

-- a touch is what a session says of itself: a direct visit stays direct here
touches as (

    select
        sessions.session_id,
        sessions.person_id,
        sessions.session_number,
        sessions.started_at as touched_at,
        sessions.own_channel as channel,
        sessions.own_channel = 'direct' as is_direct,
        coalesce(channels.is_paid, false) as is_paid,
        channels.lookback_days

    from sessions
    left join channels on sessions.own_channel = channels.channel

),

aged as (

    select
        paths.conversion_number,
        paths.conversion_type,
        paths.session_number,
        touches.session_id,
        touches.touched_at,
        touches.channel,
        touches.is_direct,
        touches.is_paid,
        coalesce(touches.lookback_days, paths.lookback_days) * 86400 as lookback_seconds,
        {{ seconds_between('touches.touched_at', 'paths.converted_at') }} as age_seconds

    from paths
    inner join touches
        on paths.person_id = touches.person_id and paths.session_number = touches.session_number

),

-- the shorter lookback rules, of the conversion type or of the channel; its last second counts
numbered as (

    select
        conversion_number,
        conversion_type,
        session_id,
        touched_at,
        channel,
        is_direct,
        is_paid,
        age_seconds,
        row_number() over (
            partition by conversion_number order by session_number
        ) as touch_number

    from aged
    where age_seconds <= lookback_seconds

)

select * from numbered
