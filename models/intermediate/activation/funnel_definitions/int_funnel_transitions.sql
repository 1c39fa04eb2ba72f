{# grain: one row per funnel and step_number (real steps), with the required step it continues #}
with

steps as (

    select
        steps.funnel,
        steps.step_number,
        case
            -- any step may be the k-th: the label says how many, not which
            when funnels.order_mode = 'unordered' then steps.step_number || ' steps completed'
            else coalesce(steps.step_name, steps.event_name)
        end as step_name,
        steps.event_name,
        coalesce(steps.is_optional, false) as is_optional,
        coalesce(steps.min_gap_seconds, 0) as min_gap_seconds,
        steps.max_gap_seconds

    from {{ ref('funnel_steps') }} as steps
    inner join {{ ref('funnels') }} as funnels on steps.funnel = funnels.funnel
    where not coalesce(steps.is_exclusion, false)

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
