{# grain: one row per conversion_type, attribution_model, dating, period_month and channel #}
with

weights as (

    select * from {{ ref('int_attribution_weights') }}

),

paths as (

    select
        *,
        {{ period_start('month', 'conversion_date') }} as conversion_month
    from {{ ref('int_conversion_paths') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

-- all models in one pass over the touches; the shares of markov follow below
summed as (

    select
        paths.conversion_type,
        paths.conversion_month,
        {{ period_start('month', local_date('weights.touched_at')) }} as touch_month,
        weights.channel,
        {% for model in attribution_models() -%}
        sum(weights.{{ model }}_credit) as {{ model }}_conversions,
        sum(weights.{{ 'markov_value' if model == 'markov' else model }}_credit * paths.conversion_value)
            as {{ model }}_value{{ ',' if not loop.last }}
        {% endfor %}
    from weights
    inner join paths on weights.conversion_number = paths.conversion_number
    group by
        paths.conversion_type,
        paths.conversion_month,
        {{ period_start('month', local_date('weights.touched_at')) }},
        weights.channel

),

on_path as (
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
),

touched_paths as (

    select conversion_number
    from weights
    where touch_number = 1

),

path_totals as (

    select
        paths.conversion_type,
        paths.conversion_month,
        touched_paths.conversion_number is not null as has_touch,
        count(*) as conversions,
        sum(paths.conversion_value) as conversion_value
    from paths
    left join touched_paths on paths.conversion_number = touched_paths.conversion_number
    group by
        paths.conversion_type,
        paths.conversion_month,
        touched_paths.conversion_number is not null

),

markov_on_path as (

    select
        conversion_type,
        conversion_month,
        channel,
        sum(conversions) as conversions,
        sum(conversion_value) as conversion_value
    from on_path
    where attribution_model = 'markov'
    group by conversion_type, conversion_month, channel

),

-- what a channel is due beyond the touches it had, dated to the conversion
off_path as (

    select
        path_totals.conversion_type,
        'markov' as attribution_model,
        path_totals.conversion_month,
        path_totals.conversion_month as touch_month,
        removal_effects.channel,
        removal_effects.credit_share * path_totals.conversions
        - coalesce(markov_on_path.conversions, 0) as conversions,
        removal_effects.value_share * path_totals.conversion_value
        - coalesce(markov_on_path.conversion_value, 0) as conversion_value
    from path_totals
    inner join removal_effects on path_totals.conversion_type = removal_effects.conversion_type
    left join markov_on_path
        on
            path_totals.conversion_type = markov_on_path.conversion_type
            and path_totals.conversion_month = markov_on_path.conversion_month
            and removal_effects.channel = markov_on_path.channel
    where path_totals.has_touch

),

-- a conversion that nothing led to stands under (none) in every model
untouched as (
    {% for model in attribution_models() %}
    select
        conversion_type,
        '{{ model }}' as attribution_model,
        conversion_month,
        conversion_month as touch_month,
        '(none)' as channel,
        conversions,
        conversion_value
    from path_totals
    where not has_touch
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

credited as (

    select * from on_path
    union all
    select * from off_path
    union all
    select * from untouched

),

dated as (
    {% for dating in ['conversion', 'touch'] %}
    select
        conversion_type,
        attribution_model,
        '{{ dating }}' as dating,
        {{ dating }}_month as period_month,
        channel,
        conversions,
        conversion_value
    from credited
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

months as (

    select
        conversion_type,
        attribution_model,
        dating,
        period_month,
        channel,
        cast(sum(conversions) as double) as credited_conversions,
        cast(sum(conversion_value) as decimal(18, 6)) as credited_value

    from dated
    group by conversion_type, attribution_model, dating, period_month, channel
    -- a credit of rounding errors is none
    having abs(sum(conversions)) > 1e-9 or abs(sum(conversion_value)) > 1e-6

)

select * from months
