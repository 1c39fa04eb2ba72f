{#- Bounds for maximise_likelihood. A scale, whose size depends on its unit, has no upper one. -#}
{% macro within_bounds(positives, shapes) -%}
    (
        least({{ positives | join(', ') }}) > {{ var('clv_parameter_bounds')[0] }}
        and greatest({{ shapes | join(', ') }}) < {{ var('clv_parameter_bounds')[1] }}
    )
{%- endmacro %}
