{# grain: one row per person_id who signed up, bought or earned points #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

users as (

    select
        'u:' || users.user_id as person_id,
        users.signed_up_at as joined_at
    from {{ ref('stg_app__users') }} as users
    inner join as_of on users.signed_up_at <= as_of.as_of_at
    where {{ is_linkable_id('users.user_id') }}

),

-- where users says nothing, the first event of signing up does (as in int_people)
signup_events as (

    select
        person_id,
        min(occurred_at) as joined_at
    from {{ ref('int_events') }}
    where stage = 'signup' and person_id <> '(none)'
    group by person_id

),

entries as (

    select
        person_id,
        min(entered_at) as joined_at
    from {{ ref('int_tier_entries') }}
    group by person_id

),

first_signs as (

    select
        person_id,
        joined_at
    from users

    union all

    select
        signup_events.person_id,
        signup_events.joined_at
    from signup_events
    left join users on signup_events.person_id = users.person_id
    where users.person_id is null

    union all

    select
        person_id,
        joined_at
    from entries

),

members as (

    select
        person_id,
        min(joined_at) as joined_at

    from first_signs
    group by person_id

)

select * from members
