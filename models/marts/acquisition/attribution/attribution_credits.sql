{# grain: one row per conversion_id, attribution_model and touch_number that gets any credit #}
-- a view: twelve times the rows of the touches are worked out when somebody asks for them
{{ config(materialized='view') }}
with

weights as (

    select * from {{ ref('int_attribution_weights') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

paths as (

    select * from {{ ref('int_conversion_paths') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

without_touch as (

    select * from {{ ref('int_credits_without_touch') }}

),

-- what a touch is, once for all models
touches as (

    select
        weights.*,
        paths.conversion_id,
        paths.conversion_type,
        paths.person_id,
        paths.conversion_date,
        paths.conversion_value,
        touchpoints.session_id,
        {{ local_date('weights.touched_at') }} as touch_date,
        case
            -- a direct visit inherits a channel elsewhere, but no campaign brought it
            when weights.channel = 'direct' then '(no campaign)'
            else coalesce(sessions.campaign, '(no campaign)')
        end as campaign
    from weights
    inner join touchpoints
        on
            weights.conversion_number = touchpoints.conversion_number
            and weights.touch_number = touchpoints.touch_number
    inner join paths on weights.conversion_number = paths.conversion_number
    left join sessions on touchpoints.session_id = sessions.session_id

),

credits as (
    {% for model in attribution_models() %}
    select
        conversion_id,
        '{{ model }}' as attribution_model,
        touch_number,
        conversion_type,
        person_id,
        session_id,
        conversion_date,
        touch_date,
        channel,
        campaign,
        true as is_on_path,
        {{ model }}_credit as credit,
        cast(
            {{ 'markov_value' if model == 'markov' else model }}_credit * conversion_value
            as decimal(18, 6)
        ) as credited_value
    from touches
    where {{ model }}_credit <> 0

    union all
    {% endfor %}
    select
        paths.conversion_id,
        without_touch.attribution_model,
        cast(without_touch.touch_number as integer) as touch_number,
        paths.conversion_type,
        paths.person_id,
        null as session_id,
        paths.conversion_date,
        paths.conversion_date as touch_date,
        without_touch.channel,
        without_touch.campaign,
        without_touch.is_on_path,
        cast(without_touch.credit as double) as credit,
        cast(without_touch.value_credit * paths.conversion_value as decimal(18, 6))
            as credited_value
    from without_touch
    inner join paths on without_touch.conversion_number = paths.conversion_number

)

select * from credits
