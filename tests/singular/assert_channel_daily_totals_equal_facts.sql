-- what the channels did adds up to what happened
with

shown as (

    select
        coalesce(sum(sessions), 0) as sessions,
        coalesce(sum(signups), 0) as signups,
        coalesce(sum(new_customers), 0) as new_customers,
        coalesce(sum(orders), 0) as orders,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('channel_daily') }}

),

happened as (

    select
        (select count(*) from {{ ref('fct_sessions') }} where {{ is_counted() }}) as sessions,
        (select count(signed_up_at) from {{ ref('dim_people') }} where {{ is_counted() }}) as signups,
        (select count(first_order_at) from {{ ref('dim_people') }} where {{ is_counted() }}) as new_customers,
        (select count(*) from {{ ref('fct_orders') }} where is_valid and {{ is_counted() }}) as orders,
        (select coalesce(sum(net_revenue), 0) from {{ ref('fct_orders') }} where is_valid and {{ is_counted() }})
            as net_revenue

)

select
    shown.*,
    happened.*
from shown
cross join happened
where
    shown.sessions <> happened.sessions
    or shown.signups <> happened.signups
    or shown.new_customers <> happened.new_customers
    or shown.orders <> happened.orders
    or shown.net_revenue <> happened.net_revenue
