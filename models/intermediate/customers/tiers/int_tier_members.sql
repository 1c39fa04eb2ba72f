{# grain: one row per person_id who signed up, bought or earned points #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

users as (

    select
        'u:' || user_id as person_id,
        signed_up_at as joined_at
    from {{ ref('stg_app__users') }}
    where {{ is_linkable_id('user_id') }}

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
        users.person_id,
        users.joined_at
    from users
    inner join as_of on users.joined_at <= as_of.as_of_at

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
