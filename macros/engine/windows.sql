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

{#- In a select list: one row for each whole number from first to last, both included; needs last >= first. -#}
{% macro each_number(first, last) -%}
    {{ adapter.dispatch('each_number', 'northstar')(first, last) }}
{%- endmacro %}

{% macro default__each_number(first, last) -%}
    unnest(generate_series({{ first }}, {{ last }}))
{%- endmacro %}

{% macro spark__each_number(first, last) -%}
    explode(sequence({{ first }}, {{ last }}))
{%- endmacro %}
