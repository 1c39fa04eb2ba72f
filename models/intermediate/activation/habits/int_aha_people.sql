{# grain: one row per person_id who signed up long enough ago, with whether the person came back #}
with

people as (

    select
        people.person_id,
        people.signed_up_at
    from {{ ref('int_people') }} as people
    inner join {{ ref('int_as_of') }} as as_of
        -- whose weeks of judgement are over
        on {{ add_seconds('people.signed_up_at', 86400 * (var('aha_return_until_day') + 1)) }} <= as_of.as_of_at
    where {{ is_counted('people') }}

),

returns as (

    select distinct events.person_id
    from {{ ref('int_events') }} as events
    inner join people on events.person_id = people.person_id
    where
        {{ seconds_between('people.signed_up_at', 'events.occurred_at') }}
        >= {{ 86400 * var('aha_return_from_day') }}
        and {{ seconds_between('people.signed_up_at', 'events.occurred_at') }}
        < {{ 86400 * (var('aha_return_until_day') + 1) }}

),

judged as (

    select
        people.person_id,
        people.signed_up_at,
        returns.person_id is not null as is_retained,
        -- two halves that do not depend on anything the person did
        substr({{ dbt.hash('people.person_id') }}, 1, 1) < '8' as is_first_half

    from people
    left join returns on people.person_id = returns.person_id

)

select * from judged
