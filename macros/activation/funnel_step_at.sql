{#- The time (or another column) of the step whose number is data. -#}
{% macro funnel_step_at(step_number, alias, column='at') -%}
    case {{ step_number }}
        {%- for step in range(1, var('funnel_max_steps') + 1) %}
        when {{ step }} then {{ alias }}.step_{{ step }}_{{ column }}
        {%- endfor %}
    end
{%- endmacro %}
