{# grain: one row per entry_id of the ledger that earned points, or takes earned ones back #}
{{ config(materialized='view') }}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

ledger as (

    select * from {{ ref('stg_app__points_ledger') }}

),

-- earned points count, for whatever; spending them or letting them expire takes no progress back
earned as (

    select
        ledger.entry_id,
        'u:' || ledger.user_id as person_id,
        ledger.occurred_at,
        {{ local_date('ledger.occurred_at') }} as entry_date,
        ledger.points

    from ledger
    inner join as_of on ledger.occurred_at <= as_of.as_of_at
    where
        coalesce(
            ledger.activity not in ('redeem', 'expire'),
            -- nobody said what for: points that came were earned, points that went were spent
            ledger.points > 0
        )
        and {{ is_linkable_id('ledger.user_id') }}

)

select * from earned
