{# grain: one row per person_id #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

people as (

    select
        person_id,
        active_days_28d,
        meaningful_events_28d,
        {{ days_between('last_active_date', 'snapshot_date') }}
            as silent_days
    from {{ ref('int_person_snapshots') }}
    where days_back = 0

),

-- the share of people that a person is ahead of; equals rank the same
ranked as (

    select
        person_id,
        percent_rank() over (order by silent_days desc) as recency_rank,
        percent_rank() over (order by active_days_28d) as days_rank,
        percent_rank() over (order by meaningful_events_28d) as events_rank

    from people

),

scored as (

    select
        person_id,
        100 * (recency_rank + days_rank + events_rank) / 3 as activity_score

    from ranked

)

select * from scored
