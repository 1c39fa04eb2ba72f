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
        cast(sum(net_revenue) as decimal(18, 2)) as net_revenue,
        cast(sum(contribution_margin) as decimal(18, 2)) as contribution_margin

    from orders
    group by customer_id, order_date

),

-- the neighbours tell first and last purchases of any period apart without another look at the person
acquired as (

    select
        days.person_id,
        people.first_channel as channel,
        days.order_date,
        first_value(days.order_date) over (
            partition by days.person_id order by days.order_date
        ) as first_order_date,
        lag(days.order_date) over (
            partition by days.person_id order by days.order_date
        ) as previous_order_date,
        lead(days.order_date) over (
            partition by days.person_id order by days.order_date
        ) as next_order_date,
        days.orders,
        days.net_revenue,
        days.contribution_margin

    from days
    inner join people on days.person_id = people.person_id

)

select * from acquired
