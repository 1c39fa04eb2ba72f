{#- The time of the step whose number is data. -#}
{% macro funnel_step_at(step_number, alias) -%}
    case {{ step_number }}
        {%- for step in range(1, var('funnel_max_steps') + 1) %}
        when {{ step }} then {{ alias }}.step_{{ step }}_at
        {%- endfor %}
    end
{%- endmacro %}
