{#- A number at so many significant digits, so that a fit stores the same on any number of threads.
    Powers of ten with a negative exponent are no exact doubles, so small numbers are multiplied. -#}
{% macro round_significant(expression, digits=6) -%}
    {%- set magnitude = 'floor(log10(abs(' ~ expression ~ ')))' -%}
    case
        when {{ expression }} = 0 then 0.0
        when {{ magnitude }} < {{ digits }}
            then round({{ expression }} * pow(10.0, {{ digits - 1 }} - {{ magnitude }}))
                / pow(10.0, {{ digits - 1 }} - {{ magnitude }})
        else
            round({{ expression }} / pow(10.0, {{ magnitude }} - {{ digits - 1 }}))
            * pow(10.0, {{ magnitude }} - {{ digits - 1 }})
    end
{%- endmacro %}
