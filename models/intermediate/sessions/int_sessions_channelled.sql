{# grain: one row per session_id of a touched visitor #}
with

sessions as (

    select * from {{ ref('int_sessions_summarised') }}

),

traffic_channels as (

    select * from {{ ref('int_traffic_channels') }}

),

classified as (

    select
        sessions.*,
        case
            -- the first rule that matches names the channel
            when traffic_channels.channel is not null then traffic_channels.channel
            -- a foreign site sent the visitor
            when sessions.referrer_host is not null then 'referral'
            -- nothing is known of where the visitor came from
            else 'direct'
        end as own_channel,
        row_number() over (
            partition by sessions.person_id order by sessions.started_at, sessions.session_id
        ) as session_number

    from sessions
    left join traffic_channels
        on
            sessions.source is not distinct from traffic_channels.source
            and sessions.medium is not distinct from traffic_channels.medium
            and sessions.campaign is not distinct from traffic_channels.campaign
            and sessions.referrer_host is not distinct from traffic_channels.referrer_host
            and sessions.click_id_name is not distinct from traffic_channels.click_id_name

),

-- the newest non-direct session at or before each one
with_last_touch as (

    select
        *,
        max(case when own_channel <> 'direct' then session_number end) over (
            partition by person_id order by session_number
            rows between unbounded preceding and current row
        ) as last_touch_number

    from classified

),

-- one row per session on both sides: no fan-out
joined as (

    select
        sessions.*,
        touches.own_channel as touch_channel,
        coalesce(touches.source, touches.referrer_host) as touch_source,
        touches.medium as touch_medium,
        touches.campaign as touch_campaign,
        -- direct says nothing new for this long after somebody sent the visitor
        coalesce(
            {{ seconds_between('touches.started_at', 'sessions.started_at') }}
            <= {{ var('session_attribution_days') }} * 86400,
            false
        ) as inherits

    from with_last_touch as sessions
    left join classified as touches
        on
            sessions.person_id = touches.person_id
            and sessions.last_touch_number = touches.session_number

),

inherited as (

    select
        session_id,
        person_id,
        visitor_id,
        started_at,
        ended_at,
        event_count,
        page_view_count,
        is_engaged,
        landing_page,
        device_type,
        country,
        session_number,
        is_internal,
        own_channel,
        case when inherits then touch_channel else own_channel end as channel,
        case when inherits then touch_source end as source,
        case when inherits then touch_medium end as medium,
        case when inherits then touch_campaign end as campaign

    from joined

)

select * from inherited
