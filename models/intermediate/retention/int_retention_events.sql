{# grain: one row per retention, role (start, return) and event_name that plays it #}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

event_names as (

    select
        event_name,
        bool_or(is_meaningful) as is_meaningful

    from {{ ref('int_activity_days') }}
    group by event_name

),

roles as (

    select
        retention,
        'start' as event_role,
        start_event as event_pattern
    from retentions

    union all

    select
        retention,
        'return' as event_role,
        return_event as event_pattern
    from retentions

),

named as (

    select
        roles.retention,
        roles.event_role,
        event_names.event_name

    from roles
    inner join event_names
        on
            roles.event_pattern = event_names.event_name
            -- any meaningful event
            or (roles.event_pattern = '*' and event_names.is_meaningful)
            -- any event at all, meaningful or not
            or (roles.event_pattern = '*any' and event_names.event_name <> '*order')

)

select * from named
