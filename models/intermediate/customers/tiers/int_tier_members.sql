{# grain: one row per person_id who signed up, bought or earned points #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

users as (

    select
        'u:' || user_id as person_id,
        signed_up_at
    from {{ ref('stg_app__users') }}
    where {{ is_linkable_id('user_id') }}

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
        users.person_id,
        users.signed_up_at as seen_at
    from users
    inner join as_of on users.signed_up_at <= as_of.as_of_at

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
