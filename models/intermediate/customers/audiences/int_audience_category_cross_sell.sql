{# Several orders, all of one category. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

categories as (

    select * from {{ ref('int_categories_bought') }}

),

audience as (

    select
        snapshots.days_back,
        snapshots.person_id,
        snapshots.last_order_at as entered_at

    from snapshots
    inner join categories
        on
            snapshots.days_back = categories.days_back
            and snapshots.person_id = categories.person_id
    where
        snapshots.order_count >= {{ var('scenario_min_orders') }}
        and categories.first_category = categories.last_category

)

select * from audience
