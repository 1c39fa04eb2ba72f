{# grain: one row per period_month with a session of somebody known or a valid order #}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

sessions as (

    select * from {{ ref('int_sessions') }} where {{ is_counted() }} and person_id <> '(none)'

),

visits as (

    select distinct
        {{ period_start('month', 'session_date') }} as period_month,
        person_id
    from sessions

),

visit_months as (

    select
        period_month,
        count(*) as visitors
    from visits
    group by period_month

),

-- every order has at most one visitor of its month, so no fan-out
order_months as (

    select
        orders.period_month,
        count(distinct visits.person_id) as buyers,
        sum(case when visits.person_id is not null then orders.net_revenue else 0 end)
            as visitor_revenue,
        sum(orders.net_revenue) as revenue

    from orders
    left join visits
        on orders.period_month = visits.period_month and orders.person_id = visits.person_id
    group by orders.period_month

),

months as (

    select
        coalesce(visit_months.period_month, order_months.period_month) as period_month,
        coalesce(visit_months.visitors, 0) as visitors,
        coalesce(order_months.buyers, 0) as buyers,
        coalesce(order_months.visitor_revenue, 0) as visitor_revenue,
        order_months.revenue - order_months.visitor_revenue as other_revenue

    from visit_months
    full outer join order_months on visit_months.period_month = order_months.period_month

)

select * from months
