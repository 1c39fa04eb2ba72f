{# grain: one row per person_id who may own other events than before this run #}
with

visitors_changed as (

    select * from {{ ref('int_visitors_changed') }}

),

visitor_users as (

    select * from {{ ref('int_visitor_users') }}

),

people_touched as (

    select 'v:' || visitor_id as person_id from visitors_changed

    union distinct

    select 'u:' || visitor_users.user_id as person_id
    from visitor_users
    inner join visitors_changed on visitor_users.visitor_id = visitors_changed.visitor_id

)

select * from people_touched
