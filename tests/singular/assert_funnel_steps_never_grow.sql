-- Whoever reached a required step reached every required step before it.
select
    steps.funnel,
    steps.period_grain,
    steps.period_start,
    steps.breakdown_value,
    steps.step_number
from {{ ref('activation_funnel_steps') }} as steps
inner join {{ ref('int_funnel_transitions') }} as transitions
    on steps.funnel = transitions.funnel and steps.step_number = transitions.step_number
inner join {{ ref('activation_funnel_steps') }} as previous
    on
        transitions.funnel = previous.funnel
        and transitions.from_step = previous.step_number
        and steps.period_grain = previous.period_grain
        and steps.period_start = previous.period_start
        and steps.breakdown = previous.breakdown
        and steps.breakdown_value = previous.breakdown_value
where steps.reached > previous.reached
