{# grain: one row per event_id at or before the as-of #}
-- depends_on: {{ ref("int_visitors_changed") }}, whose rows the strategy replaces
{{ config(
    materialized='incremental',
    incremental_strategy='replace_touched',
    unique_key='event_id',
    on_schema_change='fail',
) }}
with

events as (

    select * from {{ ref('int_events_identified') }}

),

event_sessions as (

    select * from {{ ref('int_event_sessions') }}

),

taxonomy as (

    select * from {{ ref('event_taxonomy') }}

),

described as (

    select
        events.event_id,
        events.person_id,
        events.visitor_id,
        events.user_id,
        event_sessions.session_id,
        events.occurred_at,
        {{ local_date('events.occurred_at') }} as event_date,
        events.received_at,
        events.event_name,
        taxonomy.stage,
        taxonomy.feature,
        events.device_type,
        events.platform,
        events.country,
        events.page_url,
        events.properties,
        -- an event nobody described is taken to mean something
        coalesce(taxonomy.is_meaningful, true) as is_meaningful,
        coalesce(taxonomy.is_activation, false) as is_activation,
        events.is_internal

    from events
    left join event_sessions on events.event_id = event_sessions.event_id
    left join taxonomy on events.event_name = taxonomy.event_name

)

select * from described
