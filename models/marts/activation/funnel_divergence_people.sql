{# grain: one row per funnel and person_id on whom the presets do not agree #}
{%- set presets = ['own'] + (funnel_presets().keys() | list) -%}
with

verdicts as (

    select * from {{ ref('int_funnel_verdicts') }}

),

disagreeing as (

    select
        funnel,
        person_id,
        {% for preset in presets -%}
        cast(furthest_step_{{ preset }} as integer) as furthest_step_{{ preset }},
        {% endfor -%}
        {% for preset in presets -%}
        entered_at_{{ preset }}{{ ',' if not loop.last }}
        {% endfor %}

    from verdicts
    where
        {% for preset in presets[1:] -%}
        furthest_step_{{ preset }} <> furthest_step_own{{ ' or' if not loop.last }}
        {% endfor %}

)

select * from disagreeing
