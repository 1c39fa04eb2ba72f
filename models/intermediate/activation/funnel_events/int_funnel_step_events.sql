{# grain: one row per step_key, is_exclusion and event that can fill the step #}
{{ config(materialized='view') }}
with

conditions as (

    select * from {{ ref('int_funnel_conditions') }}

),

placed as (

    select
        conditions.funnel_number,
        conditions.step_key,
        conditions.step_number,
        conditions.is_exclusion,
        occurrences.stream_number,
        occurrences.occurred_at,
        {{ funnel_tie(
            "case when conditions.tie_policy = 'step_order' then 17 * conditions.step_number "
            ~ "else 1 end",
            'occurrences.event_order',
        ) }} as tie,
        {{ funnel_place('occurrences', 'conditions') }} as place,
        cast(null as timestamp) as spoilt_at,
        occurrences.event_id

    from {{ ref('int_funnel_occurrences') }} as occurrences
    inner join conditions on occurrences.condition_key = conditions.condition_key
    where not conditions.is_watched

    union all

    select
        funnel_number,
        step_key,
        step_number,
        is_exclusion,
        stream_number,
        occurred_at,
        {{ funnel_tie(
            "case when tie_policy = 'step_order' then 16 * lowest_step + highest_step else 1 end",
            'event_order',
        ) }} as tie,
        {{ funnel_place('watched', 'watched') }} as place,
        spoilt_at,
        event_id
    from {{ ref('int_funnel_watched_events') }} as watched

)

select * from placed
