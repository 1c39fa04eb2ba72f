-- The contributions of a metric and period are its change, for every node of the tree that changed.
with

contributions as (

    select
        metric,
        period_grain,
        period_start,
        sum(contribution) as contribution
    from {{ ref('metric_contributions') }}
    group by metric, period_grain, period_start

)

select
    metric_values.metric,
    metric_values.period_grain,
    metric_values.period_start,
    metric_values.change,
    contributions.contribution
from {{ ref('metric_values') }} as metric_values
inner join (select distinct parent from {{ ref('metrics') }} where relation is not null) as nodes
    on metric_values.metric = nodes.parent
left join contributions
    on
        metric_values.metric = contributions.metric
        and metric_values.period_grain = contributions.period_grain
        and metric_values.period_start = contributions.period_start
where
    metric_values.change is not null
    and coalesce(abs(metric_values.change - contributions.contribution), 1)
    > 1e-9 * greatest(1, abs(metric_values.value), abs(metric_values.previous_value))
