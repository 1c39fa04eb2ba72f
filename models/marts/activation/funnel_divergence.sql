{# grain: one row per funnel, preset and step_number: the same funnel as others would count it #}
{%- set presets = ['own'] + (funnel_presets().keys() | list) -%}
with

verdicts as (

    select * from {{ ref('int_funnel_verdicts') }}

),

steps as (

    select * from {{ ref('int_funnel_transitions') }}

),

counted as (

    {% for preset in presets -%}
    select
        verdicts.funnel,
        '{{ preset }}' as preset,
        steps.step_number,
        steps.step_name,
        sum(case when verdicts.furthest_step_{{ preset }} > 0 then 1 else 0 end) as entered,
        sum(case when verdicts.furthest_step_{{ preset }} >= steps.step_number then 1 else 0 end)
            as reached,
        sum(case when verdicts.furthest_step_own >= steps.step_number then 1 else 0 end)
            as reached_own,
        sum(
            case
                when
                    verdicts.furthest_step_{{ preset }} >= steps.step_number
                    and verdicts.furthest_step_own < steps.step_number
                    then 1
                else 0
            end
        ) as only_here,
        sum(
            case
                when
                    verdicts.furthest_step_{{ preset }} < steps.step_number
                    and verdicts.furthest_step_own >= steps.step_number
                    then 1
                else 0
            end
        ) as only_own

    from verdicts
    inner join steps on verdicts.funnel = steps.funnel and not steps.is_optional
    group by verdicts.funnel, steps.step_number, steps.step_name
    {% if not loop.last %}union all{% endif %}

    {% endfor -%}

),

rated as (

    select
        funnel,
        preset,
        cast(step_number as integer) as step_number,
        step_name,
        cast(entered as bigint) as entered,
        cast(reached as bigint) as reached,
        cast(reached - reached_own as bigint) as difference_from_own,
        cast(only_here as bigint) as people_only_here,
        cast(only_own as bigint) as people_only_own,
        {{ safe_divide('reached', 'entered') }} as naive_conversion_from_entry

    from counted

)

select * from rated
