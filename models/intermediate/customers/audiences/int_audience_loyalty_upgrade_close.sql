{# Most of the way to the next tier. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

distances as (

    select * from {{ ref('int_tier_distances') }}

),

audience as (

    select
        distances.days_back,
        distances.person_id,
        distances.moved_at as entered_at

    from distances
    inner join snapshots
        on
            distances.days_back = snapshots.days_back
            and distances.person_id = snapshots.person_id
    where
        distances.progress_rate >= {{ var('scenario_upgrade_rate') }}
        and distances.missing > 0

)

select * from audience
