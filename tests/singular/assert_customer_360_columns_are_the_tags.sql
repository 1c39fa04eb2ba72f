-- depends_on: {{ ref("customer_360") }}
-- a column that no row of the catalogue explains, or a row that no column fills
{% set relation = ref('customer_360') -%}
{% set found = adapter.get_columns_in_relation(relation) if execute else [] -%}
with

columns as (

    select 'person_id' as column_name
    {%- for column in found if column.name != 'person_id' %}
    union all
    select '{{ column.name }}' as column_name
    {%- endfor %}

),

compared as (

    select
        columns.column_name,
        tags.tag

    from columns
    full outer join {{ ref('tags') }} as tags on columns.column_name = tags.tag

)

select * from compared
where coalesce(column_name, '') <> 'person_id' and (column_name is null or tag is null)
