{#- Post-hook: stops the build when the relation (columns <key>, column_name, problem) has rows, with
    a message that names each. -#}
{% macro refuse_problems(relation, key) -%}
    {%- if execute -%}
        {%- set rows = run_query(
            "select " ~ key ~ ", column_name, problem from " ~ relation ~ " order by 1, 2, 3"
        ).rows -%}
        {%- if rows | length > 0 -%}
            {%- set lines = [] -%}
            {%- for row in rows -%}
                {%- do lines.append(key ~ " " ~ row[0] ~ ", column " ~ row[1] ~ ": " ~ row[2]) -%}
            {%- endfor -%}
            {%- do exceptions.raise_compiler_error("Refused: " ~ lines | join("; ")) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
