{# grain: one row per person_id #}
with

people as (

    select * from {{ ref('int_people') }}

)

select * from people
