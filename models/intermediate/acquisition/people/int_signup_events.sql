{# grain: one row per person_id who signed up: where, when, on what and what came after #}
with

signups as (

    select * from {{ ref('int_signup_moments') }}

),

arrivals as (

    select * from {{ ref('int_signup_arrivals') }}

),

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

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
        arrivals.click_id,
        case
            -- an account without a channel of its own belongs to the one that brought the device
            when signups.first_channel not in ('direct', '(unattributed)')
                then signups.first_channel
            when {{ seconds_between('arrivals.channel_at', 'signups.happened_at') }}
                <= {{ var('session_attribution_days') }} * 86400
                then arrivals.channel
            else signups.first_channel
        end as channel,
        signups.event_id is not null as has_event,
        signups.is_customer,
        signups.device_people,
        {{ seconds_between('arrivals.previous_at', 'signups.happened_at') }}
            as seconds_since_previous,
        coalesce(later_events.later_event_count, 0) as later_event_count

    from signups
    left join arrivals on signups.event_id = arrivals.event_id
    left join later_events on signups.person_id = later_events.person_id

)

select * from described
