{# grain: one row per row of a source that names a visitor and a user together #}
{{ config(materialized='view') }}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

events as (

    select * from {{ ref('stg_app__events') }}

),

orders as (

    select * from {{ ref('stg_shop__orders') }}

),

assignments as (

    select * from {{ ref('stg_app__experiment_assignments') }}

),

sightings as (

    select
        visitor_id,
        user_id,
        occurred_at as seen_at,
        'event' as evidence_type,
        event_id as evidence_id
    from events

    union all

    select
        visitor_id,
        user_id,
        ordered_at as seen_at,
        'order' as evidence_type,
        order_id as evidence_id
    from orders

    union all

    select
        visitor_id,
        user_id,
        assigned_at as seen_at,
        'assignment' as evidence_type,
        experiment_id || ':' || variant as evidence_id
    from assignments

),

-- an id on the blocklist names nobody, so it links nobody
linkable as (

    select sightings.*
    from sightings
    inner join as_of on sightings.seen_at <= as_of.as_of_at
    where
        {{ is_linkable_id('sightings.visitor_id') }}
        and {{ is_linkable_id('sightings.user_id') }}

)

select * from linkable
