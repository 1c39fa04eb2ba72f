-- whatever the model: credited conversions and value of a month and type are those that happened
with

facts as (

    select
        conversion_type,
        {{ period_start('month', 'conversion_date') }} as period_month,
        count(*) as conversions,
        sum(conversion_value) as conversion_value
    from {{ ref('fct_conversions') }}
    where {{ is_counted() }}
    group by conversion_type, {{ period_start('month', 'conversion_date') }}

),

models as (

    {% for model in attribution_models() if model != 'participation' -%}
    select '{{ model }}' as attribution_model {{ 'union all' if not loop.last }}
    {% endfor %}

),

credited as (

    select
        conversion_type,
        period_month,
        attribution_model,
        sum(credited_conversions) as conversions,
        sum(credited_value) as conversion_value
    from {{ ref('channel_attribution') }}
    where attribution_model <> 'participation'
    group by conversion_type, period_month, attribution_model

),

expected as (

    select
        facts.*,
        models.attribution_model
    from facts
    cross join models

)

select
    coalesce(expected.conversion_type, credited.conversion_type) as conversion_type,
    coalesce(expected.period_month, credited.period_month) as period_month,
    coalesce(expected.attribution_model, credited.attribution_model) as attribution_model,
    expected.conversions,
    credited.conversions as credited_conversions,
    expected.conversion_value,
    credited.conversion_value as credited_value
from expected
full outer join credited
    on
        expected.conversion_type = credited.conversion_type
        and expected.period_month = credited.period_month
        and expected.attribution_model = credited.attribution_model
where
    abs(coalesce(expected.conversions, 0) - coalesce(credited.conversions, 0)) > 1e-6
    or abs(coalesce(expected.conversion_value, 0) - coalesce(credited.conversion_value, 0)) >= 0.005
