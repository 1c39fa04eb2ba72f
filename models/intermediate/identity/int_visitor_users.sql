{# grain: one row per visitor_id and user_id that any accepted row names together #}
with

events as (

    select * from {{ ref('stg_app__events') }}

),

sightings as (

    select * from {{ ref('int_identity_sightings') }}

),

-- an id on the blocklist links nobody, but the events on it that name a user are still that user's
visitor_users as (

    select
        visitor_id,
        user_id
    from events
    where {{ is_linkable_id('user_id') }}

    union distinct

    select
        visitor_id,
        user_id
    from sightings

)

select * from visitor_users
