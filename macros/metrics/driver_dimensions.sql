{#- The dimensions by which a change is explained; a metric that lacks one holds null there. -#}
{% macro driver_dimensions() %}
    {{ return(['channel', 'tier', 'customer_type', 'category', 'seller', 'country', 'device']) }}
{% endmacro %}
