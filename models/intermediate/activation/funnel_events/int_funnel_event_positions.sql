{# grain: one row per event_id; empty unless some funnel is strict: that needs every event's place #}
with

events as (

    select
        event_id,
        person_id,
        session_id,
        occurred_at
    from {{ ref('int_events') }}
    where
        {{ is_counted() }}
        and person_id <> '(none)'
        and exists (
            select 1 from {{ ref('int_funnel_settings') }} as settings
            where settings.order_mode = 'strict'
        )

),

placed as (

    select
        event_id,
        row_number() over (partition by person_id order by occurred_at, event_id)
            as person_position,
        dense_rank() over (partition by person_id order by occurred_at) as person_instant,
        row_number() over (partition by person_id, session_id order by occurred_at, event_id)
            as session_position,
        dense_rank() over (partition by person_id, session_id order by occurred_at)
            as session_instant

    from events

)

select * from placed
