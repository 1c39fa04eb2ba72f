{# grain: one row per person_id with a valid order #}
-- a view: int_rfm_scores holds the rows
{{ config(materialized='view') }}
with

scores as (

    select * from {{ ref('int_rfm_scores') }} where days_back = 0

),

named as (

    select
        person_id,
        segment,
        cast(r as {{ dbt.type_string() }}) || cast(f as {{ dbt.type_string() }})
        || cast(m as {{ dbt.type_string() }}) as rfm_score,
        cast(recency_days as integer) as recency_days,
        cast(frequency as bigint) as frequency,
        cast(r as integer) as r,
        cast(f as integer) as f,
        cast(m as integer) as m,
        cast(monetary as decimal(18, 2)) as monetary

    from scores

)

select * from named
