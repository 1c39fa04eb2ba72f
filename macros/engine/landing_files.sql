{#- The ledger of landed files. file_id is the order of arrival: within one landing by modification
    time, then path. It only ever grows, so "newest file" means "highest file_id". -#}
{% macro create_landing_tables() %}
    {{ return(adapter.dispatch('create_landing_tables', 'northstar')()) }}
{% endmacro %}

{% macro default__create_landing_tables() %}
    {% do run_query("create schema if not exists landing") %}
    {% do run_query("""
        create table if not exists landing.files (
            file_id bigint, source_table varchar, file_path varchar, format varchar, bytes bigint,
            modified_at timestamp, sha256 varchar, landed_at timestamp, is_current boolean
        )
    """) %}
    {% do run_query("""
        create table if not exists landing.rejected_lines (
            file_id bigint, line_number bigint, message varchar, raw_row varchar
        )
    """) %}
    {% do run_query("create table if not exists landing.file_rows (file_id bigint, row_count bigint)") %}
    {% do run_query("""
        create table if not exists landing.run_state (
            full_refresh boolean, reason varchar, previous_as_of timestamp, as_of timestamp,
            fingerprint varchar, is_complete boolean
        )
    """) %}
{% endmacro %}

{#- Lists the raw root and brings the ledger up to date: landing.new_files and
    landing.vanished_files say what differs from the last landing. -#}
{% macro register_raw_files(root) %}
    {{ return(adapter.dispatch('register_raw_files', 'northstar')(root)) }}
{% endmacro %}

{% macro default__register_raw_files(root) %}
    {% set quoted_root = root | replace("'", "''") %}
    {% do run_query("create or replace temp table listed_paths as select file as path from glob('"
        ~ quoted_root ~ "/**') where not regexp_matches(file, '/[._][^/]*$') and regexp_matches("
        ~ "lower(file), '[.](csv|csv[.]gz|tsv|parquet|jsonl|jsonl[.]gz|ndjson|json)$')") %}
    {% set paths = run_query("select path from listed_paths order by path").columns[0].values() | list %}
    {% if paths | length == 0 %}
        {% do exceptions.raise_compiler_error(
            "No raw files under " ~ root ~ ": expected events/*.csv|parquet|jsonl, orders/… and "
            ~ "channel_spend/…; point NORTHSTAR_RAW (or northstar build --raw) at the folder that holds them"
        ) %}
    {% endif %}
    {#- a name may be events/anything.csv or plain events.csv -#}
    {% do run_query("""
        create or replace temp table listed_files as
        select
            substr(filename, length('""" ~ quoted_root ~ """') + 2) as file_path,
            lower(regexp_extract(
                substr(filename, length('""" ~ quoted_root ~ """') + 2), '^([^/.]+)', 1
            )) as source_table,
            case
                when lower(filename) like '%.parquet' then 'parquet'
                when regexp_matches(lower(filename), '[.](jsonl|jsonl[.]gz|ndjson|json)$') then 'jsonl'
                else 'csv'
            end as format,
            size as bytes,
            cast(last_modified as timestamp) as modified_at,
            filename as full_path
        from read_blob(""" ~ sql_string_list(paths) ~ """)
    """) %}
    {% set unread = run_query("""
        select listed_files.full_path from listed_files
        left join landing.files
            on listed_files.file_path = files.file_path and files.is_current
            and listed_files.bytes = files.bytes and listed_files.modified_at = files.modified_at
        where files.file_id is null order by 1
    """).columns[0].values() | list %}
    {% do hash_files(quoted_root, unread) %}
    {% do run_query("""
        create or replace temp table current_files as
        select
            listed_files.* exclude (full_path),
            coalesce(hashed_files.sha256, files.sha256) as sha256
        from listed_files
        left join hashed_files on listed_files.file_path = hashed_files.file_path
        left join landing.files on listed_files.file_path = files.file_path and files.is_current
    """) %}
    {% do run_query("""
        create or replace table landing.new_files as
        select
            (select coalesce(max(file_id), 0) from landing.files)
                + row_number() over (order by modified_at, file_path) as file_id,
            source_table, file_path, format, bytes, modified_at, sha256
        from current_files
        where (file_path, sha256) not in (
            select (file_path, sha256) from landing.files where is_current
        )
    """) %}
    {% do run_query("""
        create or replace table landing.vanished_files as
        select * from landing.files
        where is_current and (file_path, sha256) not in (select (file_path, sha256) from current_files)
    """) %}
    {% do run_query(
        "update landing.files set is_current = false where file_id in (select file_id from landing.vanished_files)"
    ) %}
    {% do run_query("""
        update landing.files set modified_at = current_files.modified_at from current_files
        where files.is_current and files.file_path = current_files.file_path
    """) %}
    {% do run_query("""
        insert into landing.files
        select
            file_id, source_table, file_path, format, bytes, modified_at, sha256,
            timestamp '""" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ """', true
        from landing.new_files order by file_id
    """) %}
{% endmacro %}

{#- Reads new files once as bytes: sha256 for the ledger, and the two faults that a reader would
    report badly: an empty file and a Parquet file without its closing mark. -#}
{% macro hash_files(quoted_root, paths) %}
    {% do run_query("create or replace temp table hashed_files (file_path varchar, sha256 varchar, fault varchar)") %}
    {% for path in paths %}
        {% do run_query("""
            insert into hashed_files
            select
                substr(filename, length('""" ~ quoted_root ~ """') + 2),
                sha256(content),
                case
                    when size = 0 then 'is empty (0 bytes): deliver at least the header line'
                    when lower(filename) like '%.parquet'
                        and (size < 12 or content[-4:] <> 'PAR1'::blob)
                        then 'is no readable Parquet file (truncated or damaged): deliver it again'
                end
            from read_blob(""" ~ sql_string_list([path]) ~ """)
        """) %}
    {% endfor %}
    {% set faults = run_query(
        "select file_path, fault from hashed_files where fault is not null order by 1"
    ).rows %}
    {% if faults | length > 0 %}
        {% do exceptions.raise_compiler_error("Raw file " ~ faults[0][0] ~ " " ~ faults[0][1]) %}
    {% endif %}
{% endmacro %}

{% macro sql_string_list(values) -%}
    [{% for value in values %}'{{ value | replace("'", "''") }}'{{ ', ' if not loop.last }}{% endfor %}]
{%- endmacro %}
