{# grain: one row per funnel and step_number (real steps), with the required step it continues #}
with

steps as (

    select
        funnel,
        step_number,
        step_name,
        event_name,
        coalesce(is_optional, false) as is_optional,
        coalesce(min_gap_seconds, 0) as min_gap_seconds,
        max_gap_seconds

    from {{ ref('funnel_steps') }}
    where not coalesce(is_exclusion, false)

),

chained as (

    select
        steps.*,
        -- position among the required steps
        sum(case when is_optional then 0 else 1 end) over (
            partition by funnel order by step_number
            rows between unbounded preceding and current row
        ) as step_ordinal,
        -- optional steps never anchor: whatever follows continues the last required step
        max(case when not is_optional then step_number end) over (
            partition by funnel order by step_number
            rows between unbounded preceding and 1 preceding
        ) as from_step

    from steps

)

select * from chained
