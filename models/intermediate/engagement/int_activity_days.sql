{# grain: one row per person_id, event_name and activity_date #}
with

activities as (

    select * from {{ ref('int_activities') }}

),

activity_days as (

    select
        person_id,
        event_name,
        activity_date,
        bool_or(is_meaningful) as is_meaningful,
        min(occurred_at) as first_at,
        count(*) as occurrences

    from activities
    group by person_id, event_name, activity_date

)

select * from activity_days
