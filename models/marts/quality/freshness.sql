{# grain: one row per table of the raw contract that was delivered #}
with

files as (

    select * from {{ source('landing', 'files') }} where is_current

),

row_counts as (

    select * from {{ ref('row_counts') }}

),

freshness as (

    select
        row_counts.source_table,
        max(files.landed_at) as newest_file_landed_at,
        cast(count(files.file_id) as bigint) as files,
        max(row_counts.rows_in) as rows_in

    from row_counts
    inner join files on row_counts.source_table = files.source_table
    group by row_counts.source_table

)

select * from freshness
