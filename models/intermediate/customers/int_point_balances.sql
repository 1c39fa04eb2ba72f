{# grain: one row per days_back and person_id with a points entry by then #}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }}

),

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

ledger as (

    select
        'u:' || ledger.user_id as person_id,
        ledger.occurred_at,
        {{ local_date('ledger.occurred_at') }} as entry_date,
        ledger.points

    from {{ ref('stg_app__points_ledger') }} as ledger
    inner join as_of on ledger.occurred_at <= as_of.as_of_at
    where {{ is_linkable_id('ledger.user_id') }}

),

entries as (

    select
        moments.days_back,
        ledger.person_id,
        ledger.occurred_at,
        ledger.points,
        ledger.points > 0
        and ledger.entry_date
        <= {{ add_days('moments.snapshot_date', -var('points_soon_expired_days')) }} as is_old

    from ledger
    inner join moments on ledger.entry_date <= moments.snapshot_date

),

summed as (

    select
        days_back,
        person_id,
        sum(points) as balance,
        sum(case when is_old then points else 0 end) as old_points,
        sum(case when points < 0 then -points else 0 end) as used_points,
        max(case when is_old then occurred_at end) as last_old_at

    from entries
    group by days_back, person_id

),

-- points are spent oldest first
balances as (

    select
        days_back,
        person_id,
        balance,
        greatest(old_points - used_points, 0) as expiring_points,
        last_old_at

    from summed

)

select * from balances
