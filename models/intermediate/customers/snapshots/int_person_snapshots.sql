{# grain: one row per days_back and counted person_id seen by then #}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }}

),

people as (

    select
        *,
        {{ local_date('signed_up_at') }} as signed_up_date,
        {{ local_date('activated_at') }} as activated_date
    from {{ ref('int_people') }}
    where {{ is_counted() }}

),

customers as (

    select * from {{ ref('int_customer_snapshots') }}

),

activity as (

    select
        moments.days_back,
        days.person_id,
        max(days.activity_date) as last_active_date,
        max(days.last_cart_at) as last_cart_at,
        count(*) filter (
            where days.activity_date > {{ add_days('moments.snapshot_date', -28) }}
        ) as active_days_28d,
        sum(
            case
                when days.activity_date > {{ add_days('moments.snapshot_date', -28) }}
                    then days.meaningful_events
                else 0
            end
        ) as meaningful_events_28d

    from {{ ref('int_person_activity_days') }} as days
    inner join moments on days.activity_date <= moments.snapshot_date
    group by moments.days_back, days.person_id

),

snapshots as (

    select
        moments.days_back,
        moments.snapshot_date,
        people.person_id,
        people.first_seen_at,
        case when people.signed_up_date <= moments.snapshot_date then people.signed_up_at end
            as signed_up_at,
        case when people.activated_date <= moments.snapshot_date then people.activated_at end
            as activated_at,
        customers.first_order_at,
        customers.last_order_at,
        customers.last_order_date,
        activity.last_cart_at,
        coalesce(activity.last_active_date, {{ local_date('people.first_seen_at') }})
            as last_active_date,
        coalesce(people.signed_up_date <= moments.snapshot_date, people.is_registered)
            as is_registered,
        coalesce(activity.active_days_28d, 0) as active_days_28d,
        coalesce(activity.meaningful_events_28d, 0) as meaningful_events_28d,
        coalesce(customers.order_count, 0) as order_count,
        coalesce(customers.discounted_orders, 0) as discounted_orders,
        customers.recency_days,
        coalesce(customers.gross_amount, 0) as gross_amount,
        coalesce(customers.discount_amount, 0) as discount_amount,
        coalesce(customers.net_revenue, 0) as net_revenue

    from people
    inner join moments on {{ local_date('people.first_seen_at') }} <= moments.snapshot_date
    left join customers
        on moments.days_back = customers.days_back and people.person_id = customers.person_id
    left join activity
        on moments.days_back = activity.days_back and people.person_id = activity.person_id

)

select * from snapshots
