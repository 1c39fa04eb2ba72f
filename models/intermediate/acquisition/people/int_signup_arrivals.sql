{# grain: one row per event_id of a sign-up: what its device had done until then #}
with

signups as (

    select * from {{ ref('int_signup_moments') }} where visitor_id is not null

),

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

sessions as (

    select
        session_id,
        started_at,
        own_channel
    from {{ ref('int_sessions') }}
    where own_channel <> 'direct'

),

delivered as (

    select
        event_id,
        click_id
    from {{ ref('stg_app__events') }}

),

devices as (

    select distinct visitor_id from signups

),

-- everything such a device did, whoever held it
device_events as (

    select
        events.event_id,
        lag(events.occurred_at) over device as previous_at,
        {{ last_value_ignore_nulls('delivered.click_id') }} over device as click_id,
        {{ last_value_ignore_nulls('sessions.own_channel') }} over device as channel,
        {{ last_value_ignore_nulls('sessions.started_at') }} over device as channel_at

    from events
    inner join devices on events.visitor_id = devices.visitor_id
    inner join delivered on events.event_id = delivered.event_id
    left join sessions on events.session_id = sessions.session_id
    window device as (
        partition by events.visitor_id order by events.occurred_at, events.event_id
        rows between unbounded preceding and current row
    )

),

arrivals as (

    select
        device_events.event_id,
        device_events.previous_at,
        device_events.click_id,
        device_events.channel,
        device_events.channel_at

    from device_events
    inner join signups on device_events.event_id = signups.event_id

)

select * from arrivals
