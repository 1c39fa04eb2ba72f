{# grain: one row per conversion_number and touch_number #}
with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

channel_touches as (

    select
        conversion_number,
        channel,
        count(*) as channel_touch_count
    from touchpoints
    group by conversion_number, channel

),

path_channels as (

    select
        conversion_number,
        count(*) as path_channel_count
    from channel_touches
    group by conversion_number

),

path_touches as (

    select
        conversion_number,
        count(*) as touch_count,
        max(case when not is_direct then touch_number end) as last_non_direct_number,
        max(case when is_paid then touch_number end) as last_paid_number,
        min(age_seconds) as last_age_seconds
    from touchpoints
    group by conversion_number

),

-- ages count from the last touch: the same weights, and no path is too old for a double
decayed as (

    select
        touchpoints.*,
        path_touches.touch_count,
        path_touches.last_non_direct_number,
        path_touches.last_paid_number,
        path_channels.path_channel_count,
        power(
            2.0,
            -(touchpoints.age_seconds - path_touches.last_age_seconds)
            / {{ var('attribution_half_life_days') * 86400.0 }}
        ) as decay

    from touchpoints
    inner join path_touches on touchpoints.conversion_number = path_touches.conversion_number
    inner join path_channels on touchpoints.conversion_number = path_channels.conversion_number

),

path_decays as (

    select
        conversion_number,
        sum(decay) as path_decay
    from decayed
    group by conversion_number

),

described as (

    select
        decayed.*,
        path_decays.path_decay,
        channel_touches.channel_touch_count,
        removal_effects.credit_share as markov_credit_share,
        removal_effects.value_share as markov_value_share

    from decayed
    inner join path_decays on decayed.conversion_number = path_decays.conversion_number
    inner join channel_touches
        on
            decayed.conversion_number = channel_touches.conversion_number
            and decayed.channel = channel_touches.channel
    inner join removal_effects
        on
            decayed.conversion_type = removal_effects.conversion_type
            and decayed.channel = removal_effects.channel

),

weighted as (

    select
        conversion_number,
        session_id,
        touched_at,
        channel,
        cast(touch_number as integer) as touch_number,
        cast(touch_count as integer) as touch_count,
        {% for model, weight in attribution_models().items() -%}
        cast({{ weight }} as double) as {{ model }}_credit,
        {% endfor -%}
        {{ safe_divide('markov_value_share', 'channel_touch_count') }} as markov_value_credit

    from described

)

select * from weighted
