{# grain: one row per person_id who signed up: the event that stands for the sign-up #}
with

people as (

    select * from {{ ref('int_people') }} where signed_up_at is not null and {{ is_counted() }}

),

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

candidates as (

    select
        people.person_id,
        people.signed_up_at,
        people.first_channel,
        people.is_customer,
        events.event_id,
        events.visitor_id,
        coalesce(events.occurred_at, people.signed_up_at) as happened_at,
        row_number() over (
            partition by people.person_id
            order by
                case
                    -- the first event that is a sign-up by the taxonomy
                    when events.stage = 'signup' then 0
                    -- else the first event since the sign-up on record, else any
                    when events.occurred_at >= people.signed_up_at then 1
                    else 2
                end,
                events.occurred_at nulls last,
                events.event_id nulls last
        ) as candidate_number

    from people
    left join events on people.person_id = events.person_id

),

moments as (

    select
        person_id,
        signed_up_at,
        happened_at,
        event_id,
        visitor_id,
        first_channel,
        is_customer,
        count(visitor_id) over (partition by visitor_id) as device_people

    from candidates
    where candidate_number = 1

)

select * from moments
