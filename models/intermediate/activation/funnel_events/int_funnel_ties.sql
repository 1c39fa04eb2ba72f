{# grain: one row per stream_number, occurred_at and event_id of the instants that several rows of a
   stream share: only there does their order need the event ids #}
with

streams as (

    select * from {{ ref('int_funnel_streams') }}

),

condition_keys as (

    select distinct condition_key
    from {{ ref('int_funnel_conditions') }}
    where needs_event_ids

),

numbered as (

    select
        streams.stream_number,
        matches.occurred_at,
        matches.event_id
    from {{ ref('int_funnel_matches') }} as matches
    inner join condition_keys on matches.condition_key = condition_keys.condition_key
    inner join streams on matches.stream_id = streams.stream_id

),

shared_instants as (

    select
        stream_number,
        occurred_at
    from numbered
    group by stream_number, occurred_at
    having count(*) > 1

),

ordered as (

    select distinct
        numbered.stream_number,
        numbered.occurred_at,
        numbered.event_id,
        dense_rank() over (
            partition by numbered.stream_number, numbered.occurred_at order by numbered.event_id
        ) as event_order

    from numbered
    inner join shared_instants
        on
            numbered.stream_number = shared_instants.stream_number
            and numbered.occurred_at = shared_instants.occurred_at

)

select * from ordered
