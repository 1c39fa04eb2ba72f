{#- Whole numbers and lists of numbers. -#}

{#- A relation of the whole numbers from 0 to the last one; none if that is null. -#}
{% macro integer_spine(last, column) -%}
    {{ adapter.dispatch('integer_spine', 'northstar')(last, column) }}
{%- endmacro %}

{% macro default__integer_spine(last, column) -%}
    select cast(unnest(range(0, coalesce(cast({{ last }} as bigint), -1) + 1)) as integer) as {{ column }}
{%- endmacro %}

{% macro spark__integer_spine(last, column) -%}
    select cast({{ column }} as int) as {{ column }}
    from (select explode(sequence(0, coalesce({{ last }}, -1) + 1)) as {{ column }})
    where {{ column }} <= coalesce({{ last }}, -1)
{%- endmacro %}

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
