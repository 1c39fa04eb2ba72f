{# grain: one row per seller_id that is listed or sold something #}
with

sellers as (

    select * from {{ ref('stg_shop__sellers') }}

),

orders as (

    select * from {{ ref('int_orders') }} where seller_id is not null

),

seller_ids as (

    select seller_id from sellers
    union distinct
    select seller_id from orders

),

described as (

    select
        seller_ids.seller_id,
        coalesce(sellers.seller_type, '(unknown)') as seller_type,
        sellers.team,
        sellers.region,
        sellers.joined_at,
        sellers.left_at,
        sellers.seller_id is not null as is_listed

    from seller_ids
    left join sellers on seller_ids.seller_id = sellers.seller_id

)

select * from described
