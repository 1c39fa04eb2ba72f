{# Unspent points that are old. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

balances as (

    select * from {{ ref('int_point_balances') }}

),

audience as (

    select
        snapshots.days_back,
        snapshots.person_id,
        {{ midnight_after_days('balances.last_old_at', var('points_soon_expired_days')) }}
            as entered_at

    from snapshots
    inner join balances
        on
            snapshots.days_back = balances.days_back
            and snapshots.person_id = balances.person_id
    where balances.expiring_points > 0

)

select * from audience
