{# grain: one row per conversion_type and session_id that is on no path to such a conversion #}
with

conversion_types as (

    select * from {{ ref('int_conversion_types') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

conversions as (

    select * from {{ ref('int_conversions') }} where {{ is_counted() }}

),

sessions as (

    select * from {{ ref('int_sessions') }} where {{ is_counted() }}

),

-- what happens at most once can no longer be missed once it has happened
endings as (

    select
        conversions.conversion_type,
        conversions.person_id,
        max(conversions.converted_at) as converted_at
    from conversions
    inner join conversion_types
        on
            conversions.conversion_type = conversion_types.conversion_type
            and conversion_types.is_once
    group by conversions.conversion_type, conversions.person_id

),

converting_sessions as (

    select distinct
        conversion_type,
        session_id
    from touchpoints

),

visits as (

    select
        conversion_types.conversion_type,
        conversion_types.lookback_days,
        sessions.person_id,
        sessions.session_id,
        sessions.started_at,
        sessions.own_channel as channel,
        converting_sessions.session_id is not null as is_converting

    from sessions
    cross join conversion_types
    left join converting_sessions
        on
            conversion_types.conversion_type = converting_sessions.conversion_type
            and sessions.session_id = converting_sessions.session_id
    left join endings
        on
            conversion_types.conversion_type = endings.conversion_type
            and sessions.person_id = endings.person_id
    where endings.converted_at is null or sessions.started_at <= endings.converted_at

),

neighbours as (

    select
        *,
        lag(channel) over visits_of_person as previous_channel,
        lag(is_converting) over visits_of_person as is_previous_converting,
        lead(is_converting) over visits_of_person as is_next_converting,
        {{ seconds_between('lag(started_at) over visits_of_person', 'started_at') }}
        > lookback_days * 86400 as is_late,
        {{ seconds_between('started_at', 'lead(started_at) over visits_of_person') }}
        > lookback_days * 86400 as is_followed_late

    from visits
    window visits_of_person as (
        partition by conversion_type, person_id order by started_at, session_id
    )

),

-- a journey to nothing: visits on no path, ended by a conversion, a long silence or the as-of
lost_visits as (

    select
        conversion_type,
        person_id,
        session_id,
        started_at,
        channel,
        previous_channel,
        coalesce(is_previous_converting or is_late, true) as is_first,
        coalesce(is_next_converting or is_followed_late, true) as is_last

    from neighbours
    where not is_converting

)

select * from lost_visits
