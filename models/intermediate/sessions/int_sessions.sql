{# grain: one row per session_id #}
-- depends_on: {{ ref("int_visitors_changed") }}, {{ ref("int_people_touched") }}: whose rows are replaced
{{ config(
    materialized='incremental',
    incremental_strategy='replace_touched',
    unique_key='session_id',
    on_schema_change='fail',
) }}
with

sessions as (

    select * from {{ ref('int_sessions_channelled') }}
    {% if is_incremental() -%}
    -- the others on these devices have sessions elsewhere that this run did not look at
    where person_id in (select person_id from {{ ref('int_people_touched') }})
    {%- endif %}

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
