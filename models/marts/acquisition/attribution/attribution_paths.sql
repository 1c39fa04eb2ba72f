{# grain: one row per conversion_type and path of channels #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

lost_visits as (

    select * from {{ ref('int_lost_visits') }}

),

weights as (

    select * from {{ ref('int_attribution_weights') }}

),

converting_steps as (

    select
        conversion_type,
        conversion_id as journey_id,
        conversion_value,
        touch_number as step_number,
        channel,
        lag(channel) over (partition by conversion_id order by touch_number) as previous_channel
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
journeys as (

    select
        conversion_type,
        {{ joined_text('channel', ' > ', 'step_number') }} as path,
        cast(count(*) as integer) as steps,
        1 as conversions,
        0 as nulls,
        max(conversion_value) as conversion_value
    from converting_steps
    where previous_channel is null or previous_channel <> channel
    group by conversion_type, journey_id

    union all

    select
        conversion_type,
        {{ joined_text('channel', ' > ', 'step_number') }} as path,
        cast(count(*) as integer) as steps,
        0 as conversions,
        1 as nulls,
        0 as conversion_value
    from lost_steps
    where previous_channel is null or previous_channel <> channel
    group by conversion_type, person_id, journey_number

    union all

    select
        conversion_type,
        channel as path,
        0 as steps,
        1 as conversions,
        0 as nulls,
        conversion_value
    from weights
    where touch_number = 0

),

paths as (

    select
        conversion_type,
        path,
        steps,
        cast(sum(conversions) as bigint) as conversions,
        cast(sum(nulls) as bigint) as nulls,
        cast(sum(conversion_value) as decimal(18, 2)) as value,
        {{ safe_divide('sum(conversions)', 'sum(conversions) + sum(nulls)') }} as conversion_rate

    from journeys
    group by conversion_type, path, steps

)

select * from paths
