{# grain: one row per table of the raw contract #}
{% set tables = [
    ('app', 'events'), ('app', 'users'), ('app', 'invites'), ('app', 'points_ledger'),
    ('app', 'experiment_assignments'), ('app', 'survey_responses'), ('shop', 'orders'),
    ('shop', 'order_items'), ('shop', 'products'), ('shop', 'refunds'), ('shop', 'sellers'),
    ('ads', 'channel_spend'),
] %}
with

files as (

    select * from {{ source('landing', 'files') }} where is_current

),

file_rows as (

    select * from {{ source('landing', 'file_rows') }}

),

rejected_lines as (

    select * from {{ source('landing', 'rejected_lines') }}

),

landed as (

    select
        files.source_table,
        sum(coalesce(file_rows.row_count, 0)) as landed_rows

    from files
    left join file_rows on files.file_id = file_rows.file_id
    group by files.source_table

),

rejected as (

    select
        files.source_table,
        count(*) as rejected_rows

    from rejected_lines
    inner join files on rejected_lines.file_id = files.file_id
    group by files.source_table

),

judged as (

    {% for source_name, table_name in tables -%}
    select
        '{{ table_name }}' as source_table,
        count(*) filter (where quarantine_reason is null) as kept_rows,
        count(*) filter (where quarantine_reason is not null) as refused_rows,
        (select count(*) from {{ ref('stg_' ~ source_name ~ '__' ~ table_name) }}) as accepted_rows
    from {{ ref('base_' ~ source_name ~ '__' ~ table_name) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

counts as (

    select
        judged.source_table,
        cast(coalesce(landed.landed_rows, 0) + coalesce(rejected.rejected_rows, 0) as bigint)
            as rows_in,
        cast(judged.accepted_rows as bigint) as accepted_rows,
        cast(judged.refused_rows + coalesce(rejected.rejected_rows, 0) as bigint)
            as quarantined_rows,
        -- older deliveries of a key that a newer one replaced
        cast(judged.kept_rows - judged.accepted_rows as bigint) as duplicate_rows

    from judged
    left join landed on judged.source_table = landed.source_table
    left join rejected on judged.source_table = rejected.source_table

)

select * from counts
