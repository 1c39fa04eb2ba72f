-- The values of a breakdown add up to all, step by step and period by period.
select
    funnel,
    period_grain,
    period_start,
    step_number,
    sum(case when breakdown = 'all' then reached else -reached end) as difference
from {{ ref('activation_funnel_steps') }}
where
    funnel in (
        select steps.funnel from {{ ref('activation_funnel_steps') }} as steps
        where steps.breakdown <> 'all'
    )
group by funnel, period_grain, period_start, step_number
having sum(case when breakdown = 'all' then reached else -reached end) <> 0
