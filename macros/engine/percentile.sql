{#- The exact percentile of a column, interpolated between neighbours (R's type 7); an aggregate. -#}
{% macro exact_percentile(expression, fraction) -%}
    {{ adapter.dispatch('exact_percentile', 'northstar')(expression, fraction) }}
{%- endmacro %}

{% macro default__exact_percentile(expression, fraction) -%}
    quantile_cont(cast({{ expression }} as double), {{ fraction }})
{%- endmacro %}

{% macro spark__exact_percentile(expression, fraction) -%}
    percentile(cast({{ expression }} as double), {{ fraction }})
{%- endmacro %}
