-- Where every window has closed, the Kaplan-Meier curve ends at the plain rate.
select
    curve.funnel,
    curve.converted_share,
    steps.naive_conversion_from_entry
from {{ ref('funnel_time_to_convert') }} as curve
inner join {{ ref('activation_funnel_steps') }} as steps
    on curve.funnel = steps.funnel and steps.period_grain = 'all' and steps.breakdown = 'all'
inner join {{ ref('int_funnel_definitions') }} as definitions
    on steps.funnel = definitions.funnel and definitions.preset = 'own'
where
    curve.point = {{ var('funnel_curve_points') }}
    and steps.step_number = definitions.last_step
    and steps.entered = steps.eligible
    and steps.entered > 0
    and abs(curve.converted_share - steps.naive_conversion_from_entry) > 1e-9
