{# grain: one row per event_pattern and event_name that it names #}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

event_names as (

    select
        event_name,
        bool_or(is_meaningful) as is_meaningful

    from {{ ref('int_activities') }}
    group by event_name

),

patterns as (

    select start_event as event_pattern from retentions where start_event is not null
    union distinct
    select return_event as event_pattern from retentions

),

named as (

    select
        patterns.event_pattern,
        event_names.event_name

    from patterns
    inner join event_names
        on
            patterns.event_pattern = event_names.event_name
            -- any meaningful event
            or (patterns.event_pattern = '*' and event_names.is_meaningful)
            -- any event at all, meaningful or not
            or (patterns.event_pattern = '*any' and event_names.event_name <> '*order')

)

select * from named
