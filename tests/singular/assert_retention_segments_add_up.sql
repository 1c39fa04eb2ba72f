-- channels, tiers, devices and countries are partitions of everybody; arms of experiments are not
with

summed as (

    select
        retention,
        cohort_period,
        period_number,
        segment,
        sum(cohort_size) as cohort_size,
        sum(retained) as retained,
        sum(net_revenue) as net_revenue
    from {{ ref('cohort_retention') }}
    where segment in ('all', 'channel', 'tier', 'device', 'country')
    group by retention, cohort_period, period_number, segment

)

select
    retention,
    cohort_period,
    period_number
from summed
group by retention, cohort_period, period_number
having
    max(cohort_size) <> min(cohort_size)
    or max(coalesce(retained, 0)) <> min(coalesce(retained, 0))
    or max(coalesce(net_revenue, 0)) <> min(coalesce(net_revenue, 0))
