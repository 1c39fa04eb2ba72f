{# grain: one row per channel #}
with

channels as (

    select * from {{ ref('channels') }}

)

select * from channels
