{# grain: one row per days_back and person_id: how long the person usually stays away #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

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

known_gaps as (

    select * from {{ ref('int_known_gaps') }}

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
