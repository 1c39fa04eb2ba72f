{# grain: one row per session_id of a touched visitor #}
with

events as (

    select * from {{ ref('int_events_identified') }}

),

event_sessions as (

    select * from {{ ref('int_event_sessions') }}

),

traffic as (

    select * from {{ ref('int_event_traffic') }}

),

taxonomy as (

    select * from {{ ref('event_taxonomy') }}

),

session_events as (

    select
        event_sessions.session_id,
        events.event_id,
        events.person_id,
        events.visitor_id,
        events.occurred_at,
        events.page_url,
        events.device_type,
        events.country,
        events.is_internal,
        traffic.source,
        traffic.medium,
        traffic.campaign,
        traffic.referrer_host,
        traffic.click_id_name,
        coalesce(
            traffic.source, traffic.medium, traffic.campaign,
            traffic.referrer_host, traffic.click_id_name
        ) is not null as has_traffic,
        coalesce(events.event_name in ({{ sql_strings(var('page_view_events')) }}), false)
            as is_page_view,
        coalesce(taxonomy.is_meaningful, true) as is_meaningful

    from events
    inner join event_sessions on events.event_id = event_sessions.event_id
    inner join traffic on events.event_id = traffic.event_id
    left join taxonomy on events.event_name = taxonomy.event_name

),

-- where a session came from is said by its first event that says anything
sessions as (

    select
        session_id,
        min(person_id) as person_id,
        min(visitor_id) as visitor_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as event_count,
        count(*) filter (where is_page_view) as page_view_count,
        count(*) filter (where is_meaningful and not is_page_view) as meaningful_event_count,
        min_by(page_url, (occurred_at, event_id)) filter (where page_url is not null)
            as landing_page,
        min_by(device_type, (occurred_at, event_id)) filter (where device_type is not null)
            as device_type,
        min_by(country, (occurred_at, event_id)) filter (where country is not null) as country,
        {% for column in ['source', 'medium', 'campaign', 'referrer_host', 'click_id_name'] -%}
        min_by(coalesce({{ column }}, ''), (occurred_at, event_id)) filter (where has_traffic)
            as {{ column }},
        {% endfor -%}
        bool_and(is_internal) as is_internal

    from session_events
    group by session_id

),

cleaned as (

    select
        session_id,
        person_id,
        visitor_id,
        started_at,
        ended_at,
        event_count,
        page_view_count,
        page_view_count >= 2 or meaningful_event_count > 0 as is_engaged,
        landing_page,
        device_type,
        country,
        {% for column in ['source', 'medium', 'campaign', 'referrer_host', 'click_id_name'] -%}
        nullif({{ column }}, '') as {{ column }},
        {% endfor -%}
        is_internal

    from sessions

)

select * from cleaned
