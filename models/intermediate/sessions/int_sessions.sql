{# grain: one row per session_id #}
-- depends_on: {{ ref("int_visitors_touched") }}, whose rows the strategy replaces
{{ config(
    materialized='incremental',
    incremental_strategy='replace_touched',
    unique_key='session_id',
    on_schema_change='fail',
) }}
with

sessions as (

    select * from {{ ref('int_sessions_channelled') }}

),

dated as (

    select
        session_id,
        person_id,
        visitor_id,
        started_at,
        ended_at,
        {{ local_date('started_at') }} as session_date,
        channel,
        own_channel,
        source,
        medium,
        campaign,
        landing_page,
        device_type,
        country,
        session_number,
        event_count,
        page_view_count,
        is_engaged,
        is_internal

    from sessions

)

select * from dated
