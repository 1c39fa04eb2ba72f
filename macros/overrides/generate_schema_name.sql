{#- A BI user reads acquisition.channel_daily, not main_acquisition.channel_daily. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
