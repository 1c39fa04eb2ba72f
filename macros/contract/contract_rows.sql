{#- The body of every base model: each landed row of one table with its columns typed, and with the
    contract's verdict. quarantine_reason is null for a row that keeps the contract.
    Problems are looked for in this order: malformed_line, missing_key, missing_value, wrong_type,
    unknown_currency, unknown_value, out_of_range, future; the first one names the reason. -#}
{% macro contract_rows(source_name, table_name) %}
{%- set table = contract_table(table_name) -%}
{%- set currencies = ref('currencies') -%} {#- always, so that the parser sees it -#}
with

landed as (

    select * from {{ source(source_name, table_name) }}

),

{% if table.columns | selectattr('type', 'equalto', 'currency') | list -%}
currencies as (

    select currency from {{ currencies }}

),

{% endif -%}
files as (

    select
        file_id,
        landed_at
    from {{ source('landing', 'files') }}

),

typed as (

    select
        landed.file_id,
        landed.row_number,
        landed.malformed,
        landed.malformed_text,
        files.landed_at,
        {%- for column in table.columns %}
        {{ typed_column(column) }} as {{ column.name }},
        {%- endfor %}
        {%- for column in table.columns if column.type == 'currency' %}
        currencies.currency as known_{{ column.name }},
        {%- endfor %}
        {%- for column in table.columns %}
        landed.{{ column.name }} as delivered_{{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}

    from landed
    inner join files on landed.file_id = files.file_id
    {%- for column in table.columns if column.type == 'currency' %}
    left join currencies
        on upper(trim(cast(landed.{{ column.name }} as {{ dbt.type_string() }}))) = currencies.currency
    {%- endfor %}

),

judged as (

    select
        *,
        case
            when malformed then 'malformed_line'
            {%- for reason, condition, name in contract_rules(table) %}
            when {{ condition }} then '{{ reason }}'
            {%- endfor %}
        end as quarantine_reason,
        case
            when malformed then null
            {%- for reason, condition, name in contract_rules(table) %}
            when {{ condition }} then '{{ name }}'
            {%- endfor %}
        end as quarantine_column

    from typed

),

landed_rows as (

    select
        file_id,
        row_number,
        landed_at,
        {%- for column in table.columns %}
        {{ column.name }},
        {%- endfor %}
        quarantine_reason,
        quarantine_column,
        case
            -- a line that is no row is kept as it came
            when malformed_text is not null then malformed_text
            when quarantine_reason is not null
                then {{ row_as_json(public_columns(table)) }}
        end as raw_row

    from judged

)

select * from landed_rows
{% endmacro %}

{#- {column: expression} of what the quarantine may show of a delivered row: free text stays behind, and
    so do identifiers where they are replaced by hashes. -#}
{% macro public_columns(table) %}
    {% set shown = {} %}
    {% for column in table.columns if column.name != 'comment' %}
        {% set is_hashed = var('identifier_salt') and column.name in identifier_columns() %}
        {% do shown.update({column.name: column.name if is_hashed else 'delivered_' ~ column.name}) %}
    {% endfor %}
    {{ return(shown) }}
{% endmacro %}

{% macro identifier_columns() %}
    {{ return(['user_id', 'visitor_id', 'inviter_user_id', 'invitee_user_id']) }}
{% endmacro %}

{#- [(reason, condition, column name)], in the order in which reasons are given. -#}
{% macro contract_rules(table) %}
    {% set rules = [] %}
    {% for column in table.columns if column.required and column.key %}
        {% do rules.append(('missing_key', is_missing(column), column.name)) %}
    {% endfor %}
    {% for column in table.columns if column.required and not column.key %}
        {% do rules.append(('missing_value', is_missing(column), column.name)) %}
    {% endfor %}
    {% set one_of = table.columns | selectattr('one_of') | map(attribute='name') | list %}
    {% if one_of | length > 0 %}
        {% do rules.append(('missing_key', 'coalesce(' ~ one_of | join(', ') ~ ') is null', one_of | join(' or '))) %}
    {% endif %}
    {% for column in table.columns if column.type not in ('varchar', 'currency') %}
        {% do rules.append(('wrong_type', column.name ~ ' is null and not ' ~ is_blank(column.name), column.name)) %}
    {% endfor %}
    {% for column in table.columns if column.type == 'currency' %}
        {% do rules.append(('unknown_currency', 'known_' ~ column.name ~ ' is null and not '
            ~ is_blank(column.name), column.name)) %}
    {% endfor %}
    {% for column in table.columns if column.accepted %}
        {% do rules.append(('unknown_value', column.name ~ " not in ('" ~ column.accepted | join("', '") ~ "')",
            column.name)) %}
    {% endfor %}
    {% for column in table.columns if column.type in ('timestamp', 'date') %}
        {% do rules.append(('out_of_range', column.name ~ " < timestamp '1970-01-01 00:00:00' or " ~ column.name
            ~ " >= timestamp '2101-01-01 00:00:00'", column.name)) %}
    {% endfor %}
    {#- what decides which delivery is the newest may not lie ahead either, or it would win for ever -#}
    {% for column in table.columns if column.type in ('timestamp', 'date')
        and (column.required or column.name == table.version_column) %}
        {% do rules.append(('future', column.name ~ ' > ' ~ add_seconds('landed_at', 86400), column.name)) %}
        {% if 'received_at' in table.columns | map(attribute='name') | list %}
            {% do rules.append(('future', column.name ~ ' > ' ~ add_seconds('received_at', 86400), column.name)) %}
        {% endif %}
    {% endfor %}
    {{ return(rules) }}
{% endmacro %}

{% macro is_missing(column) -%}
    {{ column.name }} is null and {{ is_blank(column.name) }}
{%- endmacro %}

{% macro is_blank(name) -%}
    coalesce(trim(cast(delivered_{{ name }} as {{ dbt.type_string() }})), '') = ''
{%- endmacro %}

{#- One column of the contract out of its landed form; null when the text is no such thing. -#}
{% macro typed_column(column) -%}
    {%- set raw = 'landed.' ~ column.name -%}
    {%- if column.name in identifier_columns() -%}
        {{ pseudonym("nullif(trim(cast(" ~ raw ~ " as " ~ dbt.type_string() ~ ")), '')") }}
    {%- elif column.accepted -%} nullif(lower(trim(cast({{ raw }} as {{ dbt.type_string() }}))), '')
    {%- elif column.type == 'varchar' -%} nullif(trim(cast({{ raw }} as {{ dbt.type_string() }})), '')
    {%- elif column.type == 'currency' -%} nullif(upper(trim(cast({{ raw }} as {{ dbt.type_string() }}))), '')
    {%- elif column.type == 'timestamp' -%} {{ try_timestamp(raw) }}
    {%- elif column.type == 'integer' -%} {{ try_integer(raw) }}
    {%- elif column.type == 'json' -%} {{ try_json(raw) }}
    {%- elif column.type == 'boolean' -%} try_cast(trim(cast({{ raw }} as {{ dbt.type_string() }})) as boolean)
    {%- else -%} try_cast({{ raw }} as {{ column.type }})
    {%- endif -%}
{%- endmacro %}

{#- Identifiers as delivered, or salted hashes of them when the var identifier_salt is set. -#}
{% macro pseudonym(expression) -%}
    {%- if var('identifier_salt') -%} {{ dbt.hash(expression ~ " || '" ~ var('identifier_salt') ~ "'") }}
    {%- else -%} {{ expression }}
    {%- endif -%}
{%- endmacro %}

{#- The newest delivery of each key among the rows that keep the contract: the version column first,
    then the file that arrived last, then the last row in it. -#}
{% macro newest_rows(base_relation, table_name) %}
{%- set table = contract_table(table_name) -%}
{%- set keys = table.columns | selectattr('key') | map(attribute='name') | list -%}
with

accepted as (

    select * from {{ base_relation }} where quarantine_reason is null

),

ranked as (

    select
        *,
        {% if table.restated_by_file -%}
        rank() over (
            partition by {{ keys | join(', ') }} order by file_id desc
        )
        {%- else -%}
        row_number() over (
            partition by {{ keys | join(', ') }}
            order by
                {%- if table.version_column %} {{ table.version_column }} desc nulls last,{% endif %} file_id desc, row_number desc
        )
        {%- endif %} as recency

    from accepted

),

newest as (

    select
        {%- for column in table.columns %}
        {{ column.name }},
        {%- endfor %}
        file_id,
        row_number

    from ranked
    where recency = 1

)

select * from newest
{% endmacro %}
