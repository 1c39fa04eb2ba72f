{# grain: one row per funnel and person_id of the funnels that are counted in several ways #}
{%- set presets = ['own'] + (funnel_presets().keys() | list) -%}
with

units as (

    select * from {{ ref('int_funnel_periods') }} where period_grain = 'all'

),

streams as (

    select * from {{ ref('int_funnel_streams') }}

),

compared as (

    select
        funnel,
        {% for preset in presets -%}
        -- where a preset comes to the same as the funnel itself, it was not counted twice
        coalesce(max(case when preset = '{{ preset }}' then preset end), 'own')
            as source_{{ preset }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_funnel_definitions') }}
    group by funnel
    having count(*) > 1

),

steps as (

    select
        units.funnel,
        streams.person_id,
        units.preset,
        units.furthest_step,
        units.entry_at,
        {% for preset in presets -%}
        compared.source_{{ preset }}{{ ',' if not loop.last }}
        {% endfor %}
    from units
    inner join streams on units.stream_number = streams.stream_number
    inner join compared on units.funnel = compared.funnel

),

pivoted as (

    select
        funnel,
        person_id,
        {% for preset in presets -%}
        -- 0: not in the funnel at all
        coalesce(max(case when preset = source_{{ preset }} then furthest_step end), 0)
            as furthest_step_{{ preset }},
        max(case when preset = source_{{ preset }} then entry_at end)
            as entered_at_{{ preset }}{{ ',' if not loop.last }}
        {% endfor %}

    from steps
    group by funnel, person_id

)

select * from pivoted
