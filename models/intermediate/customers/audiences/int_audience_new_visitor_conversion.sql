{# First seen in the last days, not registered. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

audience as (

    select
        days_back,
        person_id,
        first_seen_at as entered_at

    from snapshots
    where
        not is_registered
        and order_count = 0
        and {{ days_between(local_date('first_seen_at'), 'snapshot_date') }}
        <= {{ var('scenario_new_visitor_days') }}

)

select * from audience
