{#- The values of up to three held properties (names separated by ;) as one text; null when one of
    them is missing, so that a row without the property cannot be held to it. -#}
{% macro held_values(names) -%}
    {{ event_property("nullif(trim(split_part(" ~ names ~ ", ';', 1)), '')") }}
    {%- for position in [2, 3] %}
    || case
        when split_part({{ names }}, ';', {{ position }}) = '' then ''
        else chr(31) || {{ event_property("trim(split_part(" ~ names ~ ", ';', " ~ position ~ "))") }}
    end
    {%- endfor %}
{%- endmacro %}
