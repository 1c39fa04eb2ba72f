{# grain: one row per feature, person_id and week_start in which the person used the feature #}
with

events as (

    select
        person_id,
        feature,
        event_id,
        {{ period_start('week', 'event_date') }} as week_start
    from {{ ref('int_events') }}
    where {{ is_counted() }} and person_id <> '(none)' and feature is not null

),

used as (

    select
        feature,
        person_id,
        week_start,
        count(*) as event_count
    from events
    group by feature, person_id, week_start

),

numbered as (

    select
        *,
        min(week_start) over (partition by feature, person_id) as adopted_week
    from used

)

select * from numbered
