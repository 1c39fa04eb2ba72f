{# grain: one row per conversion_type and path of channels #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

lost_visits as (

    select * from {{ ref('int_lost_visits') }}

),

paths as (

    select * from {{ ref('int_conversion_paths') }}

),

converting_steps as (

    select
        conversion_number,
        touch_number as step_number,
        channel,
        lag(channel) over (
            partition by conversion_number order by touch_number
        ) as previous_channel
    from touchpoints

),

lost_steps as (

    select
        conversion_type,
        person_id,
        row_number() over (
            partition by conversion_type, person_id order by started_at, session_id
        ) as step_number,
        sum(case when is_first then 1 else 0 end) over (
            partition by conversion_type, person_id order by started_at, session_id
            rows between unbounded preceding and current row
        ) as journey_number,
        channel,
        case when not is_first then previous_channel end as previous_channel
    from lost_visits

),

-- visits in a row from one channel are one step of a path
converting_paths as (

    select
        conversion_number,
        {{ joined_text('channel', ' > ', 'step_number') }} as path,
        count(*) as steps
    from converting_steps
    where previous_channel is null or previous_channel <> channel
    group by conversion_number

),

journeys as (

    -- conversions; one that nothing led to has the path (none)
    select
        paths.conversion_type,
        coalesce(converting_paths.path, '(none)') as path,
        coalesce(converting_paths.steps, 0) as steps,
        1 as conversions,
        0 as nulls,
        paths.conversion_value
    from paths
    left join converting_paths on paths.conversion_number = converting_paths.conversion_number

    union all

    select
        conversion_type,
        {{ joined_text('channel', ' > ', 'step_number') }} as path,
        count(*) as steps,
        0 as conversions,
        1 as nulls,
        0 as conversion_value
    from lost_steps
    where previous_channel is null or previous_channel <> channel
    group by conversion_type, person_id, journey_number

),

summed as (

    select
        conversion_type,
        path,
        cast(steps as integer) as steps,
        cast(sum(conversions) as bigint) as conversions,
        cast(sum(nulls) as bigint) as nulls,
        cast(sum(conversion_value) as decimal(18, 2)) as value,
        {{ safe_divide('sum(conversions)', 'sum(conversions) + sum(nulls)') }} as conversion_rate

    from journeys
    group by conversion_type, path, steps

)

select * from summed
