{# grain: one row per person_id and order_date with a valid, counted order of somebody known #}
with

orders as (

    select * from {{ ref('int_order_values') }} where customer_id is not null

),

people as (

    select * from {{ ref('int_people') }}

),

-- orders of one day are one purchase
days as (

    select
        customer_id as person_id,
        order_date,
        count(*) as orders,
        sum(net_revenue) as net_revenue,
        sum(contribution_margin) as contribution_margin

    from orders
    group by customer_id, order_date

),

acquired as (

    select
        days.person_id,
        people.first_channel as channel,
        days.order_date,
        min(days.order_date) over (partition by days.person_id) as first_order_date,
        days.orders,
        days.net_revenue,
        days.contribution_margin

    from days
    inner join people on days.person_id = people.person_id

)

select * from acquired
