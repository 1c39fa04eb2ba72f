{# grain: one row per stream_id: a sequence of events within which steps must follow each other (of
   a person, a session, or either with held properties), and its number #}
with

matches as (

    select * from {{ ref('int_funnel_matches') }}

),

streams as (

    select
        stream_id,
        coalesce(min(stream_person_id), stream_id) as person_id
    from matches
    group by stream_id

),

numbered as (

    select
        row_number() over (order by stream_id) as stream_number,
        stream_id,
        person_id
    from streams

)

select * from numbered
