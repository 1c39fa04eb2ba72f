{# grain: one row per valid order_id of somebody known #}
with

orders as (

    select * from {{ ref('int_orders_valued') }} where is_valid and person_id <> '(guest)'

),

-- new or repeat is decided on a person's whole history of valid orders
numbered as (

    select
        order_id,
        row_number() over (partition by person_id order by ordered_at, order_id) as order_number

    from orders

)

select * from numbered
