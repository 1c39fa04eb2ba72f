{# grain: one row per event of a touched visitor #}
{{ config(materialized='view') }}
with

events as (

    select * from {{ ref('int_events_identified') }}

),

parsed as (

    select
        *,
        {{ url_host('page_url') }} as page_host,
        {{ url_host('referrer_url') }} as any_referrer_host,
        nullif(regexp_extract(lower(click_id), '^([a-z_]+)(=|:|[.]|$)', 1), '') as named_click_id,
        nullif(regexp_extract(lower(page_url), '[?&]({{ var("click_id_pattern") }})=', 1), '')
            as url_click_id

    from events

),

traffic as (

    select
        event_id,
        lower(coalesce(utm_source, {{ url_param('page_url', 'utm_source') }})) as source,
        lower(coalesce(utm_medium, {{ url_param('page_url', 'utm_medium') }})) as medium,
        coalesce(utm_campaign, {{ url_param('page_url', 'utm_campaign') }}) as campaign,
        case
            -- a referrer is foreign when neither host is part of the other, and nobody owns it
            when any_referrer_host = page_host then null
            when any_referrer_host like '%.' || page_host then null
            when page_host like '%.' || any_referrer_host then null
            when any_referrer_host in ({{ sql_strings(var('own_domains')) }}) then null
            else any_referrer_host
        end as referrer_host,
        coalesce(named_click_id, url_click_id) as click_id_name

    from parsed

)

select * from traffic
