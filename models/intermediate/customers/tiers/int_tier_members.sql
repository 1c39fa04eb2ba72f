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

orders as (

    select
        person_id,
        ordered_at
    from {{ ref('int_orders_valued') }}
    where is_valid and person_id <> '(guest)'

),

points as (

    select
        person_id,
        occurred_at
    from {{ ref('int_points_earned') }}

),

signs as (

    select
        person_id,
        joined_at as seen_at
    from users

    union all

    select
        signup_events.person_id,
        signup_events.joined_at as seen_at
    from signup_events
    left join users on signup_events.person_id = users.person_id
    where users.person_id is null

    union all

    select
        person_id,
        ordered_at as seen_at
    from orders

    union all

    select
        person_id,
        occurred_at as seen_at
    from points

),

joined as (

    select
        person_id,
        min(seen_at) as joined_at

    from signs
    group by person_id

),

-- the engine sorts and joins numbers: names cost several times as much
members as (

    select
        cast(row_number() over (order by person_id) as integer) as member_number,
        person_id,
        joined_at

    from joined

)

select * from members
