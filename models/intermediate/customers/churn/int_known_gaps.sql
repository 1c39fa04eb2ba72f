{# grain: one row per days_back and return of a person known by then #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }}

),

counted as (

    select person_id from {{ ref('int_people') }} where is_counted

),

users as (

    select
        days_back,
        person_id
    from {{ ref('int_person_snapshots') }}
    where order_count = 0

),

-- buyers are measured by their orders, all others by the days they showed up
purchase_gaps as (

    select
        moments.days_back,
        'customers' as population,
        purchases.person_id,
        {{ days_between('purchases.previous_order_date', 'purchases.order_date') }} as gap_days

    from {{ ref('int_purchase_days') }} as purchases
    inner join counted on purchases.person_id = counted.person_id
    inner join moments on purchases.order_date <= moments.snapshot_date
    where purchases.previous_order_date is not null

),

visits as (

    select
        days.person_id,
        days.activity_date,
        lag(days.activity_date) over (
            partition by days.person_id order by days.activity_date
        ) as previous_activity_date

    from {{ ref('int_person_activity_days') }} as days
    where days.person_id in (select users.person_id from users)

),

visit_gaps as (

    select
        users.days_back,
        'users' as population,
        users.person_id,
        {{ days_between('visits.previous_activity_date', 'visits.activity_date') }} as gap_days

    from visits
    inner join moments on visits.activity_date <= moments.snapshot_date
    inner join users
        on moments.days_back = users.days_back and visits.person_id = users.person_id
    where visits.previous_activity_date is not null

),

known_gaps as (

    select * from purchase_gaps
    union all
    select * from visit_gaps

)

select * from known_gaps
