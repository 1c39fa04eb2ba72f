{# grain: one row per order_id placed at or before the as-of #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

orders as (

    select * from {{ ref('stg_shop__orders') }}

),

owners as (

    select * from {{ ref('int_visitor_owners') }}

),

users as (

    select
        user_id,
        is_internal
    from {{ ref('stg_app__users') }}

),

-- at most one stretch of a visitor holds a moment: no fan-out
owned as (

    select
        orders.*,
        case
            when {{ is_linkable_id('orders.user_id') }} then orders.user_id
            else owners.user_id
        end as owner_user_id

    from orders
    inner join as_of on orders.ordered_at <= as_of.as_of_at
    left join owners
        on
            orders.visitor_id = owners.visitor_id
            and orders.ordered_at >= owners.owned_from
            and orders.ordered_at < owners.owned_until

),

identified as (

    select
        owned.*,
        {{ local_date('owned.ordered_at') }} as order_date,
        {{ person_id('owned.owner_user_id', 'owned.visitor_id', '(guest)') }} as person_id,
        coalesce(users.is_internal, false) as is_internal,
        -- test orders and cancelled ones are kept, but they are no revenue
        owned.status in ('placed', 'paid', 'shipped', 'completed', 'refunded') as is_valid

    from owned
    left join users on owned.owner_user_id = users.user_id

)

select * from identified
