{# grain: one row per conversion_id #}
with

conversions as (

    select * from {{ ref('int_conversions') }}

)

select * from conversions
