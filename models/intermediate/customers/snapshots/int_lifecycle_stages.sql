{# grain: one row per days_back and person_id #}
-- a view: a rule over int_person_snapshots
{{ config(materialized='view') }}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

staged as (

    select
        days_back,
        person_id,
        case
            -- nobody who has not bought yet can be lost
            when order_count = 0 and activated_at is not null then 'activated'
            when order_count = 0 and is_registered then 'lead'
            when order_count = 0 then 'visitor'
            -- a buyer is first judged by silence
            when recency_days > {{ var('lifecycle_dormant_days') }} then 'lost'
            when recency_days > {{ var('lifecycle_at_risk_days') }} then 'dormant'
            when recency_days > {{ var('lifecycle_active_days') }} then 'at_risk'
            -- then by how often
            when order_count >= {{ var('lifecycle_loyal_orders') }} then 'loyal'
            when order_count > 1 then 'repeat'
            else 'first_time_buyer'
        end as lifecycle_stage

    from snapshots

)

select * from staged
