{#- Product of a column over the rows of its partition up to this one, signs kept. A factor of zero
    makes it as good as zero. -#}
{% macro running_product(expression, partition, order) -%}
    {%- set up_to -%}
    over (
        partition by {{ partition | join(', ') }} order by {{ order }}
        rows between unbounded preceding and current row
    )
    {%- endset -%}
    exp(sum(ln(greatest(abs({{ expression }}), 1e-300))) {{ up_to }})
    * case when sum(case when {{ expression }} < 0 then 1 else 0 end) {{ up_to }} % 2 = 1 then -1.0 else 1.0 end
{%- endmacro %}
