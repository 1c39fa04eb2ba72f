{# grain: as int_activity_blocks, for each min_occurrences above 1 that is asked #}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

places as (

    select * from {{ ref('int_activity_places') }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

asked as (

    select distinct
        return_event,
        period_grain,
        min_occurrences

    from retentions
    where clock = 'calendar' and min_occurrences > 1

),

repeated as (

    select
        asked.return_event as event_pattern,
        asked.period_grain,
        asked.min_occurrences,
        activities.person_id,
        places.block_ends_back,
        places.place_bit

    from asked
    inner join places
        on
            asked.return_event = places.event_pattern
            and asked.period_grain = places.period_grain
    inner join activities
        on
            places.event_name = activities.event_name
            and places.activity_date = activities.activity_date
    group by
        asked.return_event,
        asked.period_grain,
        asked.min_occurrences,
        activities.person_id,
        places.block_ends_back,
        places.place_bit
    having count(*) >= asked.min_occurrences

),

activity_repeats as (

    select
        event_pattern,
        period_grain,
        min_occurrences,
        person_id,
        block_ends_back,
        bit_or(place_bit) as active_periods

    from repeated
    group by event_pattern, period_grain, min_occurrences, person_id, block_ends_back

)

select * from activity_repeats
