{# grain: one row per event_id #}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='event_id',
    on_schema_change='fail',
) }}
with

base as (

    select * from {{ ref('base_app__events') }} where quarantine_reason is null

),

-- what is new is decided by arrival: the keys in new files, whatever their event time
candidates as (

    select base.*
    from base
    {% if is_incremental() -%}
    where base.event_id in (
        select arrived.event_id
        from base as arrived
        inner join {{ source('landing', 'new_files') }} as new_files
            on arrived.file_id = new_files.file_id
    )
    {%- endif %}

),

ranked as (

    select
        *,
        row_number() over (
            partition by event_id
            order by received_at desc nulls last, file_id desc, row_number desc
        ) as recency

    from candidates

),

newest as (

    select
        event_id,
        visitor_id,
        user_id,
        event_name,
        occurred_at,
        received_at,
        page_url,
        referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        click_id,
        device_type,
        platform,
        country,
        properties,
        file_id,
        row_number

    from ranked
    where recency = 1

)

select * from newest
