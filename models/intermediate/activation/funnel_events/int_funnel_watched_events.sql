{# grain: one row per step_key and event, of the steps that is_watched: which steps the event could
   be, and when it would be spoilt by an exclusion #}
with

conditions as (

    select * from {{ ref('int_funnel_conditions') }} where is_watched or is_exclusion

),

occurrences as (

    select * from {{ ref('int_funnel_occurrences') }}

),

candidates as (

    select
        conditions.funnel_number,
        conditions.step_key,
        conditions.step_number,
        conditions.is_exclusion,
        conditions.tie_policy,
        conditions.has_overlaps,
        occurrences.stream_number,
        occurrences.occurred_at,
        occurrences.event_order,
        occurrences.instant_place,
        occurrences.event_place,
        occurrences.event_id,
        case when conditions.is_exclusion then occurrences.occurred_at end as exclusion_at

    from occurrences
    inner join conditions on occurrences.condition_key = conditions.condition_key

),

watched as (

    select
        *,
        -- the first exclusion strictly later
        min(exclusion_at) over (
            partition by step_key, stream_number order by occurred_at desc, is_exclusion asc
            rows between unbounded preceding and current row
        ) as spoilt_at
    from candidates

),

spanned as (

    select
        *,
        -- which steps one and the same event could fill
        case when has_overlaps then min(step_number) over same_event else step_number end
            as lowest_step,
        case when has_overlaps then max(step_number) over same_event else step_number end
            as highest_step
    from watched
    where not is_exclusion
    window same_event as (partition by funnel_number, stream_number, occurred_at, event_order)

)

select * from spanned
