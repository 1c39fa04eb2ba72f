{# grain: one row per conversion_id and touch_number; one of touch 0 and channel (none) where no touch is #}
with

conversions as (

    select * from {{ ref('int_conversions') }} where {{ is_counted() }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

aged as (

    select
        *,
        -- ages count from the last touch: the same weights, and no path is too old for a double
        power(
            2.0,
            -(age_seconds - min(age_seconds) over (partition by conversion_id))
            / {{ var('attribution_half_life_days') * 86400.0 }}
        ) as decay,
        count(*) over (partition by conversion_id, channel) as channel_touch_count,
        min(touch_number) over (partition by conversion_id, channel) as channel_touch_number

    from touchpoints

),

described as (

    select
        aged.*,
        sum(aged.decay) over path as path_decay,
        max(case when not aged.is_direct then aged.touch_number end) over path
            as last_non_direct_number,
        max(case when aged.is_paid then aged.touch_number end) over path as last_paid_number,
        sum(case when aged.touch_number = aged.channel_touch_number then 1 else 0 end) over path
            as path_channel_count,
        removal_effects.credit_share as markov_credit_share,
        removal_effects.value_share as markov_value_share

    from aged
    left join removal_effects
        on
            aged.conversion_type = removal_effects.conversion_type
            and aged.channel = removal_effects.channel
    window path as (partition by aged.conversion_id)

),

weighted as (

    select
        conversion_id,
        conversion_type,
        person_id,
        conversion_date,
        {{ local_date('touched_at') }} as touch_date,
        session_id,
        channel,
        campaign,
        touch_number,
        touch_count,
        conversion_value,
        {% for model, weight in attribution_models().items() -%}
        {{ weight }} as {{ model }}_credit,
        {% endfor -%}
        {{ safe_divide('markov_value_share', 'channel_touch_count') }} as markov_value_credit

    from described

    union all

    -- a conversion that nothing led to keeps a row of its own
    select
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.person_id,
        conversions.conversion_date,
        conversions.conversion_date as touch_date,
        cast(null as {{ dbt.type_string() }}) as session_id,
        '(none)' as channel,
        '(none)' as campaign,
        0 as touch_number,
        0 as touch_count,
        conversions.conversion_value,
        {% for model in attribution_models() -%}
        1.0 as {{ model }}_credit,
        {% endfor -%}
        1.0 as markov_value_credit

    from conversions
    left join touchpoints
        on conversions.conversion_id = touchpoints.conversion_id and touchpoints.touch_number = 1
    where touchpoints.conversion_id is null

)

select * from weighted
