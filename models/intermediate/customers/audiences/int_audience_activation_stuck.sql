{# Registered for some days and not activated. grain: one row per days_back, person_id #}
{%- set first_day, last_day = var('scenario_activation_days') %}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

audience as (

    select
        days_back,
        person_id,
        {{ midnight_after_days('signed_up_at', first_day) }} as entered_at

    from snapshots
    where
        activated_at is null
        and {{ days_between(local_date('signed_up_at'), 'snapshot_date') }}
        between {{ first_day }} and {{ last_day }}

)

select * from audience
