{#- Text to types without an error: null where the text is no such thing. -#}

{% macro try_timestamp(expression) -%}
    {{ adapter.dispatch('try_timestamp', 'northstar')(expression) }}
{%- endmacro %}

{#- An offset in the text is honoured; text without one is UTC (the session's time zone). -#}
{% macro default__try_timestamp(expression) -%}
    try_cast({{ expression }} as timestamptz) at time zone 'UTC'
{%- endmacro %}

{% macro spark__try_timestamp(expression) -%}
    try_cast({{ expression }} as timestamp)
{%- endmacro %}

{#- A whole number; 3.7 is none, 3.0 is. -#}
{% macro try_integer(expression) -%}
    case
        when try_cast({{ expression }} as decimal(27, 6)) = floor(try_cast({{ expression }} as decimal(27, 6)))
            then try_cast(floor(try_cast({{ expression }} as decimal(27, 6))) as bigint)
    end
{%- endmacro %}

{% macro try_json(expression) -%}
    {{ adapter.dispatch('try_json', 'northstar')(expression) }}
{%- endmacro %}

{% macro default__try_json(expression) -%}
    case when json_valid(cast({{ expression }} as varchar)) then cast({{ expression }} as varchar) end
{%- endmacro %}

{% macro spark__try_json(expression) -%}
    case when get_json_object({{ expression }}, '$') is not null then {{ expression }} end
{%- endmacro %}

{#- {name: expression} as one JSON text. -#}
{% macro row_as_json(columns) -%}
    {{ adapter.dispatch('row_as_json', 'northstar')(columns) }}
{%- endmacro %}

{% macro default__row_as_json(columns) -%}
    cast(to_json(struct_pack(
        {%- for name, expression in columns.items() %}{{ name }} := {{ expression }}{{ ', ' if not loop.last }}{% endfor -%}
    )) as varchar)
{%- endmacro %}

{% macro spark__row_as_json(columns) -%}
    to_json(named_struct(
        {%- for name, expression in columns.items() %}'{{ name }}', {{ expression }}{{ ', ' if not loop.last }}{% endfor -%}
    ))
{%- endmacro %}

{% macro json_text(column, key) -%}
    {{ adapter.dispatch('json_text', 'northstar')(column, key) }}
{%- endmacro %}

{% macro default__json_text(column, key) -%}
    json_extract_string({{ column }}, '$."{{ key }}"')
{%- endmacro %}

{% macro spark__json_text(column, key) -%}
    get_json_object({{ column }}, '$.{{ key }}')
{%- endmacro %}

{#- As json_text, for a key that is itself data. -#}
{% macro json_text_of(column, key) -%}
    {{ adapter.dispatch('json_text_of', 'northstar')(column, key) }}
{%- endmacro %}

{% macro default__json_text_of(column, key) -%}
    json_extract_string({{ column }}, '$."' || {{ key }} || '"')
{%- endmacro %}

{% macro spark__json_text_of(column, key) -%}
    get_json_object({{ column }}, '$.' || {{ key }})
{%- endmacro %}
