{# A customer silent for some months. grain: one row per days_back, person_id #}
{%- set first_day, last_day = var('scenario_dormant_days') %}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

audience as (

    select
        days_back,
        person_id,
        {{ midnight_after_days('last_order_at', first_day) }} as entered_at

    from snapshots
    where recency_days between {{ first_day }} and {{ last_day }}

)

select * from audience
