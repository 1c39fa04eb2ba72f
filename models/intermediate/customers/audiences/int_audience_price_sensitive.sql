{# Most of several orders with a discount. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

audience as (

    select
        days_back,
        person_id,
        last_order_at as entered_at

    from snapshots
    where
        order_count >= {{ var('scenario_min_orders') }}
        and {{ safe_divide('discounted_orders', 'order_count') }} > 0.5

)

select * from audience
