{# grain: one row per days_back and person_id: how long the person usually stays away #}
with

moments as (

    select * from {{ ref('int_snapshot_moments') }}

),

counted as (

    select person_id from {{ ref('int_people') }} where is_counted

),

snapshots as (

    select
        days_back,
        person_id,
        case when order_count > 0 then 'customers' else 'users' end as population,
        case when order_count > 0 then recency_days
            else {{ days_between('last_active_date', 'snapshot_date') }}
        end as silent_days
    from {{ ref('int_person_snapshots') }}

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
    where days.person_id in (select person_id from snapshots where population = 'users')

),

visit_gaps as (

    select
        snapshots.days_back,
        snapshots.population,
        snapshots.person_id,
        {{ days_between('visits.previous_activity_date', 'visits.activity_date') }} as gap_days

    from visits
    inner join moments on visits.activity_date <= moments.snapshot_date
    inner join snapshots
        on moments.days_back = snapshots.days_back and visits.person_id = snapshots.person_id
    where snapshots.population = 'users' and visits.previous_activity_date is not null

),

known_gaps as (

    select * from purchase_gaps
    union all
    select * from visit_gaps

),

own as (

    select
        days_back,
        person_id,
        count(*) as gap_count,
        {{ exact_percentile('gap_days', 0.9) }} as gap_p90_days

    from known_gaps
    group by days_back, person_id

),

everybody as (

    select
        days_back,
        population,
        {{ exact_percentile('gap_days', 0.9) }} as gap_p90_days

    from known_gaps
    group by days_back, population

),

-- two returns are too few to know a habit: such people are judged by everybody's
judged as (

    select
        snapshots.days_back,
        snapshots.person_id,
        snapshots.population,
        snapshots.silent_days,
        coalesce(own.gap_count, 0) as gap_count,
        coalesce(own.gap_count >= {{ var('churn_min_gaps') }}, false) as is_own_gap,
        case when own.gap_count >= {{ var('churn_min_gaps') }} then own.gap_p90_days
            else everybody.gap_p90_days
        end as gap_p90_days

    from snapshots
    left join own
        on snapshots.days_back = own.days_back and snapshots.person_id = own.person_id
    left join everybody
        on
            snapshots.days_back = everybody.days_back
            and snapshots.population = everybody.population

)

select * from judged
