{#- Makes landing.<table>: file_id, row_number, malformed and then malformed_text, the contract's columns as delivered.
    Files of one format and header are read together; a column that a file lacks is null. -#}
{% macro create_landing_relation(root, table, files) %}
    {{ return(adapter.dispatch('create_landing_relation', 'northstar')(root, table, files)) }}
{% endmacro %}

{% macro default__create_landing_relation(root, table, files) %}
    {% set groups = group_raw_files(root, table, files) %}
    {% set selects = [] %}
    {% for group in groups.values() %}
        {% do check_raw_columns(table, group) %}
        {% set relation = 'landing.' ~ table.name ~ '__' ~ loop.index %}
        {% do run_query('drop view if exists landing.' ~ table.name) %}
        {% do read_raw_group(root, table, group, relation, groups | length > 1) %}
        {% do selects.append('select * from ' ~ relation) %}
    {% endfor %}
    {% if selects | length == 0 %}
        {% do selects.append(empty_landing_select(table)) %}
    {% endif %}
    {% do run_query('create or replace view landing.' ~ table.name ~ ' as ' ~ selects | join(' union all ')) %}
    {#- counted here, before anything types or joins: what the reconciliation starts from -#}
    {% do run_query("delete from landing.file_rows where file_id in (select file_id from landing." ~ table.name ~ ")") %}
    {% do run_query("insert into landing.file_rows select file_id, count(*) from landing." ~ table.name
        ~ " group by file_id") %}
{% endmacro %}

{#- {signature: {format, delimiter, columns: {name: type}, paths}}: one entry per kind of header. -#}
{% macro group_raw_files(root, table, files) %}
    {% set groups = {} %}
    {% for file in files %}
        {% set path = root ~ '/' ~ file[1] %}
        {% set header = raw_file_header(path, file[2]) %}
        {% set signature = file[2] ~ header.delimiter ~ header.columns %}
        {% if signature not in groups %}
            {% do groups.update({signature: {
                'format': file[2], 'delimiter': header.delimiter, 'columns': header.columns,
                'paths': [], 'first_file': file[1]
            }}) %}
        {% endif %}
        {% do groups[signature].paths.append(path) %}
    {% endfor %}
    {{ return(groups) }}
{% endmacro %}

{#- The columns of one file, {name in lower case: type}, without reading its rows. -#}
{% macro raw_file_header(path, format) %}
    {% set columns = {} %}
    {% set delimiter = namespace(best=',') %}
    {% if format == 'parquet' %}
        {% for row in run_query("describe select * from read_parquet(" ~ sql_string_list([path])
            ~ ", hive_partitioning=false)").rows %}
            {% do columns.update({row[0] | lower: row[1]}) %}
        {% endfor %}
    {% elif format == 'csv' %}
        {% set first = run_query("select line from " ~ read_lines([path]) ~ " limit 1").rows %}
        {% set header = (first[0][0] or '') if first | length > 0 else '' %}
        {% for candidate in [';', '\t', '|'] if header.count(candidate) > header.count(delimiter.best) %}
            {% set delimiter.best = candidate %}
        {% endfor %}
        {% for name in header.split(delimiter.best) %}
            {% do columns.update({name.strip().strip('\ufeff').strip('"').strip() | lower: 'VARCHAR'}) %}
        {% endfor %}
        {% if columns | length < header.split(delimiter.best) | length %}
            {% do exceptions.raise_compiler_error("Raw file " ~ path ~ " names a column twice: " ~ header) %}
        {% endif %}
    {% else %}
        {% for row in run_query("select distinct unnest(json_keys(line)) from (select line from "
            ~ read_lines([path]) ~ " where json_valid(line) limit 1000) order by 1").rows %}
            {% do columns.update({row[0] | lower: row[0]}) %}
        {% endfor %}
    {% endif %}
    {{ return({'columns': columns, 'delimiter': delimiter.best}) }}
{% endmacro %}

{% macro check_raw_columns(table, group) %}
    {% set names = group.columns.keys() | list %}
    {% for column in table.columns if column.required and column.name not in names %}
        {% if not (group.format == 'jsonl' and names | length == 0) %}
            {% do exceptions.raise_compiler_error(
                "Table " ~ table.name ~ ": the required column " ~ column.name ~ " is missing in "
                ~ group.first_file ~ " (its columns: " ~ names | join(', ')
                ~ "). Deliver it or rename one; the contract is models/staging/" ~ table.source ~ "/_"
                ~ table.source ~ "__sources.yml"
            ) %}
        {% endif %}
    {% endfor %}
    {% set known = table.columns | map(attribute='name') | list %}
    {% set unknown = names | reject('in', known) | list %}
    {% if unknown | length > 0 %}
        {% do log("Notice: " ~ group.first_file ~ ": columns outside the contract are left out: "
            ~ unknown | join(', '), info=true) %}
    {% endif %}
{% endmacro %}

{#- Lines of text files, unparsed. The delimiter is a control character that no text file holds. Not strict:
    a file whose lines end in \r\n may hold a lone \n within quotes (a comment of several lines). -#}
{% macro read_lines(paths) -%}
    read_csv({{ sql_string_list(paths) }}, columns={'line': 'VARCHAR'}, header=false, auto_detect=false,
    delim='\x1F', quote='', escape='', filename=true, max_line_size=16777216, strict_mode=false)
{%- endmacro %}

{% macro read_raw_group(root, table, group, relation, as_text) %}
    {% set located = "inner join landing.files on files.is_current and files.file_path = substr(raw.filename, "
        ~ (root | length + 2) ~ ")" %}
    {% set projection %}
        files.file_id, {{ 'raw.file_row_number' if group.format == 'parquet' else 'raw.row_number' }} as row_number,
        {{ is_no_object('raw.line') if group.format == 'jsonl' else 'false' }} as malformed,
        {{ 'case when ' ~ is_no_object('raw.line') ~ ' then raw.line end' if group.format == 'jsonl' else 'cast(null as varchar)' }}
            as malformed_text,
        {% for column in table.columns %}
            {{ raw_column(group, column, as_text) }} as {{ column.name }}{{ ',' if not loop.last }}
        {% endfor %}
    {% endset %}
    {% do run_query('drop view if exists ' ~ relation) if not is_landing_table(relation) %}
    {% if group.format == 'parquet' %}
        {% do run_query('drop table if exists ' ~ relation) if is_landing_table(relation) %}
        {% do run_query("create or replace view " ~ relation ~ " as select " ~ projection
            ~ " from read_parquet(" ~ sql_string_list(group.paths)
            ~ ", filename=true, file_row_number=true, hive_partitioning=false) as raw " ~ located) %}
    {% elif group.format == 'jsonl' %}
        {% do run_query('drop table if exists ' ~ relation) if is_landing_table(relation) %}
        {% do run_query("create or replace view " ~ relation ~ " as select " ~ projection
            ~ " from (select *, row_number() over () as row_number from " ~ read_lines(group.paths)
            ~ " where trim(line) <> '') as raw " ~ located) %}
    {% else %}
        {% do run_query('drop table if exists reject_errors') %}
        {% do run_query('drop table if exists reject_scans') %}
        {% do run_query("create or replace table " ~ relation ~ " as select " ~ projection
            ~ " from (select *, row_number() over () as row_number from " ~ read_delimited(group)
            ~ ") as raw " ~ located) %}
        {% do keep_rejected_lines(root) %}
    {% endif %}
{% endmacro %}

{#- A line of JSON is a row only if it is one object: [1], "text" and null are valid JSON, but no rows. -#}
{% macro is_no_object(line) -%}
    case when json_valid({{ line }}) then json_type({{ line }}) <> 'OBJECT' else true end
{%- endmacro %}

{% macro is_landing_table(relation) %}
    {{ return(run_query("select count(*) from duckdb_tables() where schema_name = 'landing' and table_name = '"
        ~ relation.split('.')[1] ~ "' and database_name = current_database()").rows[0][0] > 0) }}
{% endmacro %}

{% macro read_delimited(group) -%}
    read_csv({{ sql_string_list(group.paths) }}, columns={
    {%- for name in group.columns %}'{{ name | replace("'", "''") }}': 'VARCHAR'{{ ', ' if not loop.last }}{% endfor -%}
    }, header=false, skip=1, auto_detect=false, delim='{{ group.delimiter }}', quote='"', escape='"',
    filename=true, store_rejects=true, max_line_size=16777216)
{%- endmacro %}

{#- A line that is no row of its file (too few or many fields, a broken quote, no UTF-8) goes on record. -#}
{% macro keep_rejected_lines(root) %}
    {% do run_query("delete from landing.rejected_lines where file_id in (select files.file_id from reject_scans"
        ~ " inner join landing.files on files.is_current and files.file_path = substr(reject_scans.file_path, "
        ~ (root | length + 2) ~ "))") %}
    {% do run_query("insert into landing.rejected_lines select files.file_id, reject_errors.line,"
        ~ " min(reject_errors.error_message), min(reject_errors.csv_line) from reject_errors"
        ~ " inner join reject_scans on reject_errors.scan_id = reject_scans.scan_id"
        ~ " and reject_errors.file_id = reject_scans.file_id"
        ~ " inner join landing.files on files.is_current and files.file_path = substr(reject_scans.file_path, "
        ~ (root | length + 2) ~ ") group by files.file_id, reject_errors.line") %}
{% endmacro %}

{#- One contract column out of a raw row: as it is where types allow, else as text. -#}
{% macro raw_column(group, column, as_text) -%}
    {%- set physical = group.columns.get(column.name) -%}
    {%- if physical is none -%} cast(null as varchar)
    {%- elif group.format == 'jsonl' -%} case when json_valid(raw.line) then raw.line ->> '$."{{ physical }}"' end
    {%- elif group.format == 'csv' -%} raw."{{ column.name }}"
    {%- elif column.type == 'json' and physical != 'VARCHAR' -%} cast(to_json(raw."{{ column.name }}") as varchar)
    {%- elif physical in ('VARCHAR', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'DATE', 'BOOLEAN', 'INTEGER',
        'BIGINT', 'DOUBLE') and column.type in ('varchar', 'timestamp', 'date', 'boolean', 'integer')
        and not as_text and raw_type_matches(physical, column.type) -%} raw."{{ column.name }}"
    {%- else -%} cast(raw."{{ column.name }}" as varchar)
    {%- endif -%}
{%- endmacro %}

{% macro raw_type_matches(physical, type) %}
    {% set matches = {
        'varchar': ['VARCHAR'],
        'timestamp': ['VARCHAR', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'DATE'],
        'date': ['VARCHAR', 'DATE', 'TIMESTAMP'],
        'boolean': ['VARCHAR', 'BOOLEAN'],
        'integer': ['VARCHAR', 'INTEGER', 'BIGINT'],
    } %}
    {{ return(physical in matches[type]) }}
{% endmacro %}

{% macro empty_landing_select(table) -%}
    select
        cast(null as bigint) as file_id, cast(null as bigint) as row_number, false as malformed,
        cast(null as varchar) as malformed_text
        {%- for column in table.columns %}, cast(null as varchar) as {{ column.name }}{% endfor %}
    where 1 = 0
{%- endmacro %}
