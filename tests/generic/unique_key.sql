{#- The grain test: no two rows share the columns. Nulls are equal here; with nullable: false a null in
    any of the columns fails too, so that a key needs one test and not one a column. -#}
{% test unique_key(model, columns, nullable=true) %}

select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if not nullable %}
    or {{ column }} is null
    {%- endfor %}

{% endtest %}
