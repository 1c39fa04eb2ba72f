{#- Runs before any model: looks at the files under the raw root, checks them against the contract,
    keeps the ledger, and makes one relation landing.<table> per table of the contract. -#}
{% macro land_raw_files() %}
    {% if execute and flags.WHICH in ('build', 'run') %}
        {% set root = env_var('NORTHSTAR_RAW', 'data/raw').rstrip('/') %}
        {% do create_landing_tables() %}
        {% do register_raw_files(root) %}
        {% set tables = contract_tables() %}
        {% do check_landed_tables(root, tables) %}
        {% do decide_run_state() %}
        {% for table in tables %}
            {% do create_landing_relation(root, table, files_to_load(table.name)) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{#- Files whose rows this run reads. Events arrive by appending, so only new files; every other
    table is small and read whole. -#}
{% macro files_to_load(table_name) %}
    {% set new_only = table_name == 'events' and not (flags.FULL_REFRESH or run_state().full_refresh) %}
    {% set rows = run_query(
        "select file_id, file_path, format from landing.files where is_current and source_table = '"
        ~ table_name ~ "'"
        ~ (" and file_id in (select file_id from landing.new_files)" if new_only else "")
        ~ " order by file_id"
    ).rows %}
    {{ return(rows) }}
{% endmacro %}

{#- Stops the build when a required table has no file; says which unknown folders were left out. -#}
{% macro check_landed_tables(root, tables) %}
    {% set present = run_query(
        "select distinct source_table from landing.files where is_current order by 1"
    ).columns[0].values() | list %}
    {% for table in tables if table.required and table.name not in present %}
        {% do exceptions.raise_compiler_error(
            "No files for the required table " ~ table.name ~ " under " ~ root ~ ": expected "
            ~ table.name ~ "/*.csv, *.parquet or *.jsonl (a header without rows is enough). "
            ~ "Tables found: " ~ (present | join(', ') or 'none')
        ) %}
    {% endfor %}
    {% set known = tables | map(attribute='name') | list %}
    {#- a loose file that is no table's (truth.json of a simulated company) is nobody's business -#}
    {% for name in present if name not in known and name != 'truth' %}
        {% do log("Notice: " ~ root ~ "/" ~ name ~ " is no table of the raw contract, left out", info=true) %}
    {% endfor %}
{% endmacro %}

{#- Decides whether this run may be incremental, and writes landing.run_state. -#}
{% macro decide_run_state() %}
    {% set state = run_query(
        "select is_complete, fingerprint, as_of from landing.run_state"
    ).rows %}
    {% set reason = namespace(text='') %}
    {% set as_of = var('as_of') %}
    {% if flags.FULL_REFRESH %}
        {% set reason.text = 'asked for' %}
    {% elif state | length == 0 %}
        {% set reason.text = 'first run' %}
    {% elif not state[0][0] %}
        {% set reason.text = 'the last run did not finish' %}
    {% elif state[0][1] != definition_fingerprint() %}
        {% set reason.text = 'a definition changed' %}
    {% elif as_of and run_query(
        "select cast('" ~ as_of ~ "' as timestamp) < as_of from landing.run_state").rows[0][0] %}
        {% set reason.text = 'the as-of moved back' %}
    {% elif run_query("select count(*) from landing.vanished_files").rows[0][0] > 0 %}
        {% set reason.text = 'a landed file changed or vanished' %}
    {% endif %}
    {% set is_full = reason.text != '' %}
    {% do run_query(
        "create or replace table landing.run_state as with earlier as "
        ~ "(select max(as_of) as as_of, max(fingerprint) as fingerprint, "
        ~ "coalesce(bool_and(is_complete), false) as is_complete from landing.run_state) select "
        ~ is_full ~ " as full_refresh, '" ~ reason.text ~ "' as reason, as_of as previous_as_of, "
        ~ "as_of, fingerprint, is_complete and not " ~ is_full
        ~ " and not exists (select 1 from landing.new_files) as is_complete from earlier"
    ) %}
    {% if is_full %}
        {% do log("Full refresh: " ~ reason.text, info=true) %}
    {% endif %}
{% endmacro %}
