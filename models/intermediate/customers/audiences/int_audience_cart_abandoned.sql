{# Filled a cart lately and has not ordered since. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

audience as (

    select
        days_back,
        person_id,
        last_cart_at as entered_at

    from snapshots
    where
        {{ days_between(local_date('last_cart_at'), 'snapshot_date') }}
        <= {{ var('scenario_cart_days') }}
        and (last_order_at is null or last_order_at < last_cart_at)

)

select * from audience
