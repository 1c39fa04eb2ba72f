{# grain: one row per event_pattern, period_grain, person_id and block of 60 periods with activity #}
{#- A block of periods is one set of bits, so that ten events a day or ten days in a row cost no row
    more: retention reads these rows, and the events only once. -#}
with

places as (

    select * from {{ ref('int_activity_places') }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

activity_blocks as (

    select
        places.event_pattern,
        places.period_grain,
        activities.person_id,
        places.block_ends_back,
        min(activities.occurred_at) as first_at,
        bit_or(places.place_bit) as active_periods

    from places
    inner join activities
        on
            places.event_name = activities.event_name
            and places.activity_date = activities.activity_date
    group by
        places.event_pattern,
        places.period_grain,
        activities.person_id,
        places.block_ends_back

)

select * from activity_blocks
