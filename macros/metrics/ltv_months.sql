{#- Months of a customer's life from the first order to a day, from 0, on the var ltv_clock: calendar
    months, or whole 30 days. -#}
{% macro ltv_months(first_order_date, day) -%}
    {%- if var('ltv_clock') == 'personal_30d' -%}
        cast(floor({{ days_between(first_order_date, day) }} / 30.0) as integer)
    {%- else -%}
        cast({{ dbt.datediff(first_order_date, day, 'month') }} as integer)
    {%- endif -%}
{%- endmacro %}
