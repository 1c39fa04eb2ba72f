{# grain: one row per spend_date, source, medium, campaign #}
with

spend as (

    select * from {{ ref('int_spend_valued') }}

)

select * from spend
