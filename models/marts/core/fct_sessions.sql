{# grain: one row per session_id #}
{{ config(materialized='view') }}
with

sessions as (

    select
        *,
        {{ is_counted() }} as is_counted

    from {{ ref('int_sessions') }}

)

select * from sessions
