{# grain: one row per person_id whose window to activate has closed #}
{%- set window_end = add_seconds(
    'people.signed_up_at', var('activation_window_days') ~ ' * 86400'
) %}
with

people as (

    select * from {{ ref('int_people') }} where signed_up_at is not null and {{ is_counted() }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

activations as (

    select
        people.person_id,
        people.signup_date,
        people.first_channel,
        coalesce(people.activated_at <= {{ window_end }}, false) as is_activated

    from people
    cross join as_of
    where {{ window_end }} < as_of.as_of_at

)

select * from activations
