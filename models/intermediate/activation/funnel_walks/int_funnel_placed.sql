{# grain: one row per funnel_key, stream_number, entry_at, entry_tie and step_number that counts for
   the attempt, of the funnels whose steps are looked at one by one #}
{{ config(materialized='view') }}
with

looked as (

    select
        *,
        -- the next required step; an optional one counts only if it came before
        min(case when not is_optional then reached_at end) over (
            partition by funnel_key, stream_number, entry_at, entry_tie
            order by step_number
            rows between 1 following and unbounded following
        ) as required_at
    from {{ ref('int_funnel_reached') }}

)

select * from looked
where not is_optional or required_at is null or reached_at <= required_at
