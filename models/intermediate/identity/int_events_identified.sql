{# grain: one row per event of a touched visitor #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

touched as (

    select visitor_id from {{ ref('int_visitors_touched') }}

),

events as (

    select * from {{ ref('stg_app__events') }}

),

owners as (

    select * from {{ ref('int_visitor_owners') }}

),

users as (

    select
        user_id,
        is_internal
    from {{ ref('stg_app__users') }}

),

-- at most one stretch of a visitor holds a moment: no fan-out
owned as (

    select
        events.*,
        case
            -- an event that names its user belongs to that user
            when {{ is_linkable_id('events.user_id') }} then events.user_id
            -- otherwise to whoever owned the device then
            else owners.user_id
        end as owner_user_id

    from events
    inner join touched on events.visitor_id = touched.visitor_id
    inner join as_of on events.occurred_at <= as_of.as_of_at
    left join owners
        on
            events.visitor_id = owners.visitor_id
            and events.occurred_at >= owners.owned_from
            and events.occurred_at < owners.owned_until

),

identified as (

    select
        owned.*,
        {{ person_id('owned.owner_user_id', 'owned.visitor_id') }} as person_id,
        coalesce(users.is_internal, false)
        or coalesce(lower(owned.device_type) in ({{ sql_strings(var('bot_device_types')) }}), false)
            as is_internal

    from owned
    left join users on owned.owner_user_id = users.user_id

)

select * from identified
