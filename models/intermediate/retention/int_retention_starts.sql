{# grain: one row per retention, person_id and period it started in: when #}
{{ config(materialized='view') }}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

people as (

    select * from {{ ref('int_people') }} where {{ is_counted() }}

),

activity_blocks as (

    select * from {{ ref('int_activity_blocks') }}

),

places as (

    select * from {{ ref('int_activity_places') }}

),

activities as (

    select * from {{ ref('int_activities') }}

),

-- a date of the person's own
dated as (

    select
        retentions.retention,
        people.person_id,
        case retentions.cohort_type
            when 'signup' then people.signed_up_at
            when 'first_order' then people.first_order_at
            when 'first_seen' then people.first_seen_at
        end as started_at

    from retentions
    cross join people
    where retentions.start_event is null

),

-- the first start event ever
first_seen as (

    select
        retentions.retention,
        activity_blocks.person_id,
        min(activity_blocks.first_at) as started_at

    from retentions
    inner join activity_blocks
        on
            retentions.start_event = activity_blocks.event_pattern
            and retentions.period_grain = activity_blocks.period_grain
    where retentions.cohort_type <> 'recurring'
    group by retentions.retention, activity_blocks.person_id

),

-- a person joins the cohort of every period with a start
recurring as (

    select
        retentions.retention,
        activities.person_id,
        min(activities.occurred_at) as started_at

    from retentions
    inner join places
        on
            retentions.start_event = places.event_pattern
            and retentions.period_grain = places.period_grain
    inner join activities
        on
            places.event_name = activities.event_name
            and places.activity_date = activities.activity_date
    where retentions.cohort_type = 'recurring'
    group by retentions.retention, activities.person_id, places.periods_back

),

starts as (

    select * from dated where started_at is not null
    union all
    select * from first_seen
    union all
    select * from recurring

)

select * from starts
