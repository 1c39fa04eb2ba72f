{# grain: one row per visitor_id whose events this run has to work out again #}
with

run_state as (

    select * from {{ source('landing', 'run_state') }}

),

base_events as (

    select visitor_id from {{ ref('base_app__events') }}

),

visitors_changed as (

    select * from {{ ref('int_visitors_changed') }}

),

people_touched as (

    select * from {{ ref('int_people_touched') }}

),

visitor_users as (

    select * from {{ ref('int_visitor_users') }}

),

-- sessions are numbered over a whole person, so every device of a touched person is worked out
touched as (

    select visitor_id from visitors_changed

    union distinct

    select visitor_users.visitor_id
    from visitor_users
    inner join people_touched on 'u:' || visitor_users.user_id = people_touched.person_id

    union distinct

    select base_events.visitor_id
    from base_events
    cross join run_state
    where run_state.full_refresh

),

visitors_touched as (

    select visitor_id from touched where visitor_id is not null

)

select * from visitors_touched
