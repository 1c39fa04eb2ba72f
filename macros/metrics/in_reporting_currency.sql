{#- An amount of so many pieces at a dated rate, rounded to cents; null without a rate. What is one
    piece in the reporting currency is not multiplied: rounding a wide decimal costs a hundred times
    as much as rounding a narrow one, and most rows of most shops need neither. -#}
{% macro in_reporting_currency(amount, rate, quantity=1) -%}
    case
        when {{ rate }} = 1 {{ 'and ' ~ quantity ~ ' = 1' if quantity != 1 }} then cast({{ amount }} as decimal(18, 2))
        else cast({{ quantity ~ ' * ' if quantity != 1 }}{{ amount }} * {{ rate }} as decimal(18, 2))
    end
{%- endmacro %}
