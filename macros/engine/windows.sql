{#- The newest non-null value of a window; write the over (…) behind it. -#}
{% macro last_value_ignore_nulls(expression) -%}
    {{ adapter.dispatch('last_value_ignore_nulls', 'northstar')(expression) }}
{%- endmacro %}

{% macro default__last_value_ignore_nulls(expression) -%}
    last_value({{ expression }} ignore nulls)
{%- endmacro %}

{% macro spark__last_value_ignore_nulls(expression) -%}
    last_value({{ expression }}, true)
{%- endmacro %}

{#- The next non-null value of a window; write the over (…) behind it. -#}
{% macro first_value_ignore_nulls(expression) -%}
    {{ adapter.dispatch('first_value_ignore_nulls', 'northstar')(expression) }}
{%- endmacro %}

{% macro default__first_value_ignore_nulls(expression) -%}
    first_value({{ expression }} ignore nulls)
{%- endmacro %}

{% macro spark__first_value_ignore_nulls(expression) -%}
    first_value({{ expression }}, true)
{%- endmacro %}
