-- Every dimension divides the same total, the metric's own, and its powers add up to 1.
with

dimensions as (

    select
        metric,
        period_grain,
        period,
        dimension,
        sum(before_value) as before_value,
        sum(after_value) as after_value,
        sum(explanatory_power) as explanatory_power
    from {{ ref('dimension_drivers') }}
    group by metric, period_grain, period, dimension

)

select dimensions.*
from dimensions
left join {{ ref('metric_values') }} as metric_values
    on
        dimensions.metric = metric_values.metric
        and dimensions.period_grain = metric_values.period_grain
        and dimensions.period = metric_values.period_start
where
    coalesce(abs(dimensions.after_value - metric_values.value), 1)
    + coalesce(abs(dimensions.before_value - metric_values.previous_value), 1)
    > 1e-9 * greatest(1, abs(metric_values.value), abs(metric_values.previous_value))
    or abs(dimensions.explanatory_power - 1) > 1e-6
