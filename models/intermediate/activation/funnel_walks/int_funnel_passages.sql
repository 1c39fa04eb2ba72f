{# grain: one row per funnel_key and step that follows another: how an attempt passes on to it #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }}

),

steps as (

    select * from {{ ref('int_funnel_transitions') }}

),

passages as (

    select
        {{ funnel_step_key('definitions.funnel_key', 'steps.step_number') }} as passage_key,
        definitions.funnel_key,
        {{ funnel_step_key('definitions.funnel_number', 'steps.step_number') }} as step_key,
        {{ funnel_step_key('definitions.funnel_number', 'steps.from_step') }} as from_step_key,
        steps.step_number as to_step,
        steps.from_step,
        steps.is_optional,
        -- the place of from_step among the required steps: the layer that walks the passage
        steps.step_ordinal - case when steps.is_optional then 0 else 1 end as layer,
        steps.step_number = definitions.last_step as is_last,
        definitions.window_micros,
        definitions.is_step_window,
        steps.max_gap_seconds,
        cast(steps.max_gap_seconds as bigint) * 1000000 as max_gap_micros,
        -- when a row may follow the step before: after the least gap, or earlier by the grace
        case
            when steps.min_gap_seconds > 0 then steps.min_gap_seconds
            else -definitions.grace_seconds
        end as shift_seconds,
        definitions.order_mode = 'strict' as is_strict,
        definitions.tie_policy = 'strictly_later' as is_strictly_later,
        definitions.counts_attempts,
        definitions.keeps_all_entries,
        definitions.has_exclusions,
        definitions.has_optional

    from steps
    inner join definitions on steps.funnel = definitions.funnel
    where definitions.order_mode <> 'unordered' and steps.from_step is not null

)

select * from passages
