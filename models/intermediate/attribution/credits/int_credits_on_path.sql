{# grain: one row per conversion_type, attribution_model, conversion and touch month, channel #}
with

weights as (

    select * from {{ ref('int_attribution_weights') }}

),

paths as (

    select * from {{ ref('int_conversion_paths') }}

),

-- all models in one pass over the touches
summed as (

    select
        paths.conversion_type,
        {{ period_start('month', 'paths.conversion_date') }} as conversion_month,
        {{ period_start('month', local_date('weights.touched_at')) }} as touch_month,
        weights.channel,
        {% for model in attribution_models() -%}
        {%- set value_credit = ('markov_value' if model == 'markov' else model) ~ '_credit' %}
        sum(weights.{{ model }}_credit) as {{ model }}_conversions,
        sum(weights.{{ value_credit }} * paths.conversion_value)
            as {{ model }}_value{{ ',' if not loop.last }}
        {% endfor %}
    from weights
    inner join paths on weights.conversion_number = paths.conversion_number
    group by
        paths.conversion_type,
        {{ period_start('month', 'paths.conversion_date') }},
        {{ period_start('month', local_date('weights.touched_at')) }},
        weights.channel

),

credits as (
    {% for model in attribution_models() %}
    select
        conversion_type,
        '{{ model }}' as attribution_model,
        conversion_month,
        touch_month,
        channel,
        {{ model }}_conversions as conversions,
        {{ model }}_value as conversion_value
    from summed
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select * from credits
