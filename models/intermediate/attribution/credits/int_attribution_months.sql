{# grain: one row per conversion_type, attribution_model, dating, period_month and channel #}
with

on_path as (

    select * from {{ ref('int_credits_on_path') }}

),

path_months as (

    select * from {{ ref('int_path_months') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

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

-- what markov owes a channel beyond the touches it had, dated to the conversion
off_path as (

    select
        path_months.conversion_type,
        'markov' as attribution_model,
        path_months.conversion_month,
        path_months.conversion_month as touch_month,
        removal_effects.channel,
        removal_effects.credit_share * path_months.conversions
        - coalesce(markov_on_path.conversions, 0) as conversions,
        removal_effects.value_share * path_months.conversion_value
        - coalesce(markov_on_path.conversion_value, 0) as conversion_value
    from path_months
    inner join removal_effects on path_months.conversion_type = removal_effects.conversion_type
    left join markov_on_path
        on
            path_months.conversion_type = markov_on_path.conversion_type
            and path_months.conversion_month = markov_on_path.conversion_month
            and removal_effects.channel = markov_on_path.channel
    where path_months.has_touch

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
    from path_months
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

months as (
    {% for dating in ['conversion', 'touch'] %}
    select
        conversion_type,
        attribution_model,
        '{{ dating }}' as dating,
        {{ dating }}_month as period_month,
        channel,
        cast(sum(conversions) as double) as credited_conversions,
        cast(sum(conversion_value) as decimal(18, 6)) as credited_value
    from credited
    group by conversion_type, attribution_model, {{ dating }}_month, channel
    -- a credit of rounding errors is none
    having abs(sum(conversions)) > 1e-9 or abs(sum(conversion_value)) > 1e-6
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select * from months
