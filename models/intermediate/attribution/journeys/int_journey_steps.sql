{# grain: one row per conversion_type, from_state and to_state that a journey went through #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

paths as (

    select * from {{ ref('int_conversion_paths') }}

),

lost_visits as (

    select * from {{ ref('int_lost_visits') }}

),

path_visits as (

    select
        touchpoints.conversion_type,
        touchpoints.channel,
        paths.conversion_value,
        touchpoints.touch_number = 1 as is_first,
        lag(touchpoints.channel) over path as previous_channel,
        lead(touchpoints.channel) over path is null as is_last

    from touchpoints
    inner join paths on touchpoints.conversion_number = paths.conversion_number
    window path as (partition by touchpoints.conversion_number order by touchpoints.touch_number)

),

steps as (

    select
        conversion_type,
        case when is_first then '(start)' else previous_channel end as from_state,
        channel as to_state,
        0 as conversion_value
    from lost_visits

    union all

    select
        conversion_type,
        channel as from_state,
        '(null)' as to_state,
        0 as conversion_value
    from lost_visits
    where is_last

    union all

    select
        conversion_type,
        case when is_first then '(start)' else previous_channel end as from_state,
        channel as to_state,
        0 as conversion_value
    from path_visits

    union all

    select
        conversion_type,
        channel as from_state,
        '(conversion)' as to_state,
        conversion_value
    from path_visits
    where is_last

),

-- staying in a channel changes nothing about where a journey ends
counted as (

    select
        conversion_type,
        from_state,
        to_state,
        cast(count(*) as bigint) as steps,
        cast(sum(conversion_value) as decimal(18, 2)) as conversion_value

    from steps
    where from_state <> to_state
    group by conversion_type, from_state, to_state

)

select * from counted
