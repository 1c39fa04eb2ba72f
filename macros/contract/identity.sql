{#- Whether an id names somebody: not null and not on the blocklist. -#}
{% macro is_linkable_id(expression) -%}
    ({{ expression }} is not null and lower({{ expression }}) not in ({{ sql_strings(var('identity_blocklist')) }}))
{%- endmacro %}

{#- One name per person: the user where known, else the device; (none) where neither names anybody. -#}
{% macro person_id(user_expression, visitor_expression, nobody='(none)') -%}
    case
        when {{ is_linkable_id(user_expression) }} then 'u:' || {{ user_expression }}
        when {{ is_linkable_id(visitor_expression) }} then 'v:' || {{ visitor_expression }}
        else '{{ nobody }}'
    end
{%- endmacro %}

{#- A list as SQL string literals, lower case. -#}
{% macro sql_strings(values) -%}
    {%- for value in values %}'{{ value | string | lower | replace("'", "''") }}'{{ ', ' if not loop.last }}{% endfor -%}
    {%- if values | length == 0 %}null{% endif -%}
{%- endmacro %}
