{# grain: one row per conversion_number and touch_number #}
-- a view: what the models look at is stored, their credits are arithmetic on it
{{ config(materialized='view') }}
with

touches as (

    select * from {{ ref('int_touches_described') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

shared as (

    select
        touches.*,
        removal_effects.credit_share as markov_credit_share,
        removal_effects.value_share as markov_value_share

    from touches
    inner join removal_effects
        on
            touches.conversion_type = removal_effects.conversion_type
            and touches.channel = removal_effects.channel

),

weighted as (

    select
        conversion_number,
        touched_at,
        channel,
        touch_number,
        touch_count,
        {% for model, weight in attribution_models().items() -%}
        cast({{ weight }} as double) as {{ model }}_credit,
        {% endfor -%}
        {{ safe_divide('markov_value_share', 'channel_touch_count') }} as markov_value_credit

    from shared

)

select * from weighted
