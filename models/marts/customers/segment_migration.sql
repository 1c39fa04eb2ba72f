{# grain: one row per from_segment and to_segment that somebody went between #}
{%- set days = var('segment_migration_days') %}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }} where days_back = {{ days }}

),

scores_then as (

    select * from {{ ref('int_rfm_scores') }} where days_back = {{ days }}

),

scores_now as (

    select * from {{ ref('int_rfm_scores') }} where days_back = 0

),

orders as (

    select * from {{ ref('fct_orders') }} where is_valid and {{ is_counted() }}

),

revenue as (

    select
        orders.person_id,
        sum(
            case when orders.order_date <= moments.snapshot_date then orders.net_revenue else 0 end
        ) as revenue_before,
        sum(
            case when orders.order_date > moments.snapshot_date then orders.net_revenue else 0 end
        ) as revenue_after

    from orders
    inner join moments
        on orders.order_date > {{ add_days('moments.snapshot_date', -days) }}
    group by orders.person_id

),

-- who was no customer then came from nowhere; customers never cease to be ones
moves as (

    select
        coalesce(scores_then.segment, '(new)') as from_segment,
        scores_now.segment as to_segment,
        coalesce(revenue.revenue_before, 0) as revenue_before,
        coalesce(revenue.revenue_after, 0) as revenue_after

    from scores_now
    left join scores_then on scores_now.person_id = scores_then.person_id
    left join revenue on scores_now.person_id = revenue.person_id

),

summed as (

    select
        from_segment,
        to_segment,
        count(*) as customers,
        sum(count(*)) over (partition by from_segment) as from_customers,
        sum(revenue_before) as revenue_before,
        sum(revenue_after) as revenue_after

    from moves
    group by from_segment, to_segment

),

matrix as (

    select
        summed.from_segment,
        summed.to_segment,
        moments.snapshot_date as from_date,
        {{ add_days('moments.snapshot_date', days) }} as to_date,
        cast(summed.customers as bigint) as customers,
        cast(summed.revenue_before as decimal(18, 2)) as revenue_before,
        cast(summed.revenue_after as decimal(18, 2)) as revenue_after,
        cast(summed.revenue_after - summed.revenue_before as decimal(18, 2)) as revenue_change,
        {{ safe_divide('summed.customers', 'summed.from_customers') }} as migration_rate

    from summed
    cross join moments

)

select * from matrix
