{#- The value of a property whose name is data: the event's own JSON first, else the column of an
    event that has the same name. -#}
{% macro event_property(name, alias=none) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    case
        when {{ name }} is null then null
        else coalesce(
            {{ json_text_of(prefix ~ 'properties', name) }},
            case {{ name }}
                when 'device_type' then {{ prefix }}device_type
                when 'platform' then {{ prefix }}platform
                when 'country' then {{ prefix }}country
                when 'page_url' then {{ prefix }}page_url
            end
        )
    end
{%- endmacro %}
