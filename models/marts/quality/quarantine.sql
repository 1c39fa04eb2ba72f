{# grain: one row per landed row or line that breaks the contract #}
{% set tables = [
    ('app', 'events'), ('app', 'users'), ('app', 'invites'), ('app', 'points_ledger'),
    ('app', 'experiment_assignments'), ('app', 'survey_responses'), ('shop', 'orders'),
    ('shop', 'order_items'), ('shop', 'products'), ('shop', 'refunds'), ('shop', 'sellers'),
    ('ads', 'channel_spend'),
] %}
with

files as (

    select * from {{ source('landing', 'files') }}

),

rejected_lines as (

    select * from {{ source('landing', 'rejected_lines') }}

),

refused as (

    {% for source_name, table_name in tables -%}
    select
        file_id,
        'row ' || cast(row_number as {{ dbt.type_string() }}) as place,
        quarantine_reason as reason,
        quarantine_column as column_name,
        raw_row
    from {{ ref('base_' ~ source_name ~ '__' ~ table_name) }}
    where quarantine_reason is not null

    union all

    {% endfor -%}
    select
        file_id,
        'line ' || cast(line_number as {{ dbt.type_string() }}) as place,
        'malformed_line' as reason,
        cast(null as {{ dbt.type_string() }}) as column_name,
        raw_row
    from rejected_lines

),

quarantined as (

    select
        files.source_table,
        files.file_path || ' ' || refused.place as row_key,
        refused.reason,
        refused.column_name,
        refused.raw_row,
        files.landed_at as loaded_at

    from refused
    inner join files on refused.file_id = files.file_id
    where files.is_current

)

select * from quarantined
