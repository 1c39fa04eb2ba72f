{#- Rows out of a list or a range; each stands in a select list. -#}

{#- One row per part of a text split at a separator. -#}
{% macro explode_text(expression, separator) -%}
    {{ adapter.dispatch('explode_text', 'northstar')(expression, separator) }}
{%- endmacro %}

{% macro default__explode_text(expression, separator) -%}
    unnest(string_split({{ expression }}, '{{ separator }}'))
{%- endmacro %}

{% macro spark__explode_text(expression, separator) -%}
    explode(split({{ expression }}, '{{ separator }}'))
{%- endmacro %}

{#- A relation of whole numbers in the column `number`, both ends included. -#}
{% macro number_spine(first_number, last_number) -%}
    {{ adapter.dispatch('number_spine', 'northstar')(first_number, last_number) }}
{%- endmacro %}

{% macro default__number_spine(first_number, last_number) -%}
    select cast(unnest(generate_series({{ first_number }}, {{ last_number }})) as integer) as number
{%- endmacro %}

{% macro spark__number_spine(first_number, last_number) -%}
    select explode(sequence({{ first_number }}, {{ last_number }})) as number
{%- endmacro %}
