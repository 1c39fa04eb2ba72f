{# grain: one row per person_id #}
with

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

orders as (

    select * from {{ ref('int_orders') }} where person_id <> '(guest)'

),

users as (

    select users.*
    from {{ ref('stg_app__users') }} as users
    inner join {{ ref('int_as_of') }} as as_of on users.signed_up_at <= as_of.as_of_at
    where {{ is_linkable_id('users.user_id') }}

),

sessions as (

    select * from {{ ref('int_sessions') }} where session_number = 1

),

event_facts as (

    select
        person_id,
        min(occurred_at) as first_event_at,
        min(case when stage = 'signup' then occurred_at end) as first_signup_event_at,
        min(case when is_activation then occurred_at end) as activated_at,
        min_by(country, (occurred_at, event_id)) filter (where country is not null) as country,
        min_by(device_type, (occurred_at, event_id)) filter (where device_type is not null)
            as device_type,
        bool_and(is_internal) as is_internal

    from events
    group by person_id

),

order_facts as (

    select
        person_id,
        min(ordered_at) as first_any_order_at,
        min(case when is_valid then ordered_at end) as first_order_at,
        bool_or(is_internal) as is_internal

    from orders
    group by person_id

),

person_ids as (

    select person_id from event_facts
    union distinct
    select person_id from order_facts
    union distinct
    select 'u:' || user_id as person_id from users

),

people as (

    select
        person_ids.person_id,
        case
            when person_ids.person_id like 'u:%' then substr(person_ids.person_id, 3)
        end as user_id,
        least(
            coalesce(event_facts.first_event_at, timestamp '9999-01-01 00:00:00'),
            coalesce(order_facts.first_any_order_at, timestamp '9999-01-01 00:00:00'),
            coalesce(users.signed_up_at, timestamp '9999-01-01 00:00:00')
        ) as first_seen_at,
        coalesce(users.signed_up_at, event_facts.first_signup_event_at) as signed_up_at,
        event_facts.activated_at,
        order_facts.first_order_at,
        -- the channel that brought a person is that of the first session
        coalesce(sessions.channel, '(unattributed)') as first_channel,
        sessions.campaign as first_campaign,
        coalesce(users.country, event_facts.country) as country,
        event_facts.device_type,
        users.gender,
        users.birth_year,
        coalesce(users.consent_marketing, false) as has_marketing_consent,
        person_ids.person_id like 'u:%' as is_registered,
        order_facts.first_order_at is not null as is_customer,
        coalesce(users.is_internal, false)
        or coalesce(event_facts.is_internal, false)
        or coalesce(order_facts.is_internal, false) as is_internal

    from person_ids
    left join event_facts on person_ids.person_id = event_facts.person_id
    left join order_facts on person_ids.person_id = order_facts.person_id
    left join users on person_ids.person_id = 'u:' || users.user_id
    left join sessions on person_ids.person_id = sessions.person_id

),

dated as (

    select
        *,
        {{ local_date('first_seen_at') }} as first_seen_date,
        {{ local_date('signed_up_at') }} as signup_date,
        {{ local_date('activated_at') }} as activation_date,
        {{ local_date('first_order_at') }} as first_order_date,
        {{ is_counted() }} as is_counted

    from people

)

select * from dated
