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

{#- Whole numbers and lists of numbers. -#}

{#- [1, x, x^2, …], terms of them. -#}
{% macro list_of_powers(expression, terms) -%}
    {{ adapter.dispatch('list_of_powers', 'northstar')(expression, terms) }}
{%- endmacro %}

{% macro default__list_of_powers(expression, terms) -%}
    list_transform(range(0, {{ terms }}), lambda k: pow({{ expression }}, k))
{%- endmacro %}

{% macro spark__list_of_powers(expression, terms) -%}
    transform(sequence(0, {{ terms }} - 1), k -> pow({{ expression }}, k))
{%- endmacro %}

{% macro list_ordered(expression, key) -%}
    {{ adapter.dispatch('list_ordered', 'northstar')(expression, key) }}
{%- endmacro %}

{% macro default__list_ordered(expression, key) -%}
    list({{ expression }} order by {{ key }})
{%- endmacro %}

{% macro spark__list_ordered(expression, key) -%}
    transform(
        array_sort(collect_list(named_struct('k', {{ key }}, 'v', {{ expression }}))), pair -> pair.v
    )
{%- endmacro %}

{% macro dot_product(one, other) -%}
    {{ adapter.dispatch('dot_product', 'northstar')(one, other) }}
{%- endmacro %}

{% macro default__dot_product(one, other) -%}
    list_dot_product({{ one }}, {{ other }})
{%- endmacro %}

{% macro spark__dot_product(one, other) -%}
    aggregate(
        zip_with({{ one }}, {{ other }}, (left_term, right_term) -> left_term * right_term),
        cast(0 as double), (total, term) -> total + term
    )
{%- endmacro %}
