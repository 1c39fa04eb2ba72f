{# grain: one row per person_id who signed up: where, when, on what and what came after #}
with

people as (

    select * from {{ ref('int_people') }} where signed_up_at is not null and {{ is_counted() }}

),

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

delivered as (

    select
        event_id,
        click_id
    from {{ ref('stg_app__events') }}

),

candidates as (

    select
        people.person_id,
        people.signed_up_at,
        people.first_channel,
        people.is_customer,
        events.event_id,
        events.visitor_id,
        coalesce(events.occurred_at, people.signed_up_at) as happened_at,
        row_number() over (
            partition by people.person_id
            order by
                case
                    -- the first event that is a sign-up by the taxonomy
                    when events.stage = 'signup' then 0
                    -- else the first event since the sign-up on record, else any
                    when events.occurred_at >= people.signed_up_at then 1
                    else 2
                end,
                events.occurred_at nulls last,
                events.event_id nulls last
        ) as candidate_number

    from people
    left join events on people.person_id = events.person_id

),

signups as (

    select
        *,
        count(visitor_id) over (partition by visitor_id) as device_people
    from candidates
    where candidate_number = 1

),

devices as (

    select distinct visitor_id
    from signups
    where visitor_id is not null

),

-- everything such a device did, whoever held it
device_events as (

    select
        events.event_id,
        lag(events.occurred_at) over device as previous_at,
        {{ last_value_ignore_nulls('delivered.click_id') }} over device as click_id,
        {{ last_value_ignore_nulls("case when sessions.own_channel <> 'direct' then sessions.own_channel end") }}
            over device as device_channel,
        {{ last_value_ignore_nulls("case when sessions.own_channel <> 'direct' then sessions.started_at end") }}
            over device as device_channel_at

    from events
    inner join devices on events.visitor_id = devices.visitor_id
    inner join delivered on events.event_id = delivered.event_id
    left join sessions on events.session_id = sessions.session_id
    window device as (
        partition by events.visitor_id order by events.occurred_at, events.event_id
        rows between unbounded preceding and current row
    )

),

-- on a shared device, what nobody logged in did may be the next account's doing
later_events as (

    select
        signups.person_id,
        count(*) as later_event_count
    from signups
    inner join events on signups.person_id = events.person_id
    where
        events.occurred_at >= signups.happened_at
        and events.event_id <> signups.event_id
        and (events.user_id is not null or signups.device_people = 1)
    group by signups.person_id

),

described as (

    select
        signups.person_id,
        {{ local_date('signups.signed_up_at') }} as signup_date,
        signups.happened_at,
        signups.visitor_id,
        device_events.click_id,
        case
            -- an account without a channel of its own belongs to the one that brought the device
            when signups.first_channel not in ('direct', '(unattributed)')
                then signups.first_channel
            when {{ seconds_between('device_events.device_channel_at', 'signups.happened_at') }}
                <= {{ var('session_attribution_days') }} * 86400
                then device_events.device_channel
            else signups.first_channel
        end as channel,
        signups.event_id is not null as has_event,
        signups.is_customer,
        signups.device_people,
        {{ seconds_between('device_events.previous_at', 'signups.happened_at') }}
            as seconds_since_previous,
        coalesce(later_events.later_event_count, 0) as later_event_count

    from signups
    left join device_events on signups.event_id = device_events.event_id
    left join later_events on signups.person_id = later_events.person_id

)

select * from described
