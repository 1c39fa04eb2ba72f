{#- Which rows of a fact the marts count: all but those of internal and test people, unless the
    var include_internal says otherwise. -#}
{% macro is_counted(alias=none) -%}
    {%- if var('include_internal') -%} (1 = 1)
    {%- else -%} not {{ alias ~ '.' if alias }}is_internal
    {%- endif -%}
{%- endmacro %}
