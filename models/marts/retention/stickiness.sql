{# grain: one row per period_grain, period_start and active_days #}
with

stickiness_by_segment as (

    select * from {{ ref('stickiness_by_segment') }}

),

stickiness as (

    select
        period_grain,
        period_start,
        active_days,
        is_complete,
        people_exactly,
        people_at_least,
        active_people,
        people_exactly_rate,
        people_at_least_rate

    from stickiness_by_segment
    where segment = 'all'

)

select * from stickiness
