{#- A number at so many significant digits, so that a fit stores the same on any number of threads. -#}
{% macro round_significant(expression, digits=6) -%}
    case
        when {{ expression }} = 0 then 0.0
        else
            round(
                {{ expression }} / pow(10.0, floor(log10(abs({{ expression }}))) - {{ digits - 1 }})
            ) * pow(10.0, floor(log10(abs({{ expression }}))) - {{ digits - 1 }})
    end
{%- endmacro %}
