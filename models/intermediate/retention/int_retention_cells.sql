{# grain: one row per retention, cohort_period, segment, segment_value and period_number #}
{%- set running = [
    'members', 'begun', 'eligible', 'on_or_after', 'on_or_before', 'streak',
    'mature_on_or_after', 'mature_on_or_before', 'mature_streak',
    'at_risk_on_or_after', 'at_risk_on_or_before', 'at_risk_streak',
] -%}
with

spans as (

    select * from {{ ref('int_retention_spans') }}

),

points as (

    select * from {{ ref('int_retention_points') }}

),

numbers as (

    {{ number_spine(0, '(select coalesce(max(max_periods), 0) from spans)') }}

),

cohorts as (

    -- every membership begins a span in period 0
    select * from spans where period_number = 0

),

cells as (

    select
        cohorts.retention,
        cohorts.cohort_period,
        cohorts.segment,
        cohorts.segment_value,
        numbers.number as period_number

    from cohorts
    inner join numbers on cohorts.max_periods >= numbers.number

),

counted as (

    select
        cells.retention,
        cells.cohort_period,
        cells.segment,
        cells.segment_value,
        cells.period_number,
        {%- for measure in running %}
        sum(coalesce(spans.{{ measure }}_change, 0)) over (
            partition by cells.retention, cells.cohort_period, cells.segment, cells.segment_value
            order by cells.period_number
        ) as {{ measure }},
        {%- endfor %}
        coalesce(points.retained, 0) as retained,
        coalesce(points.mature_retained, 0) as mature_retained,
        coalesce(points.net_revenue, 0) as net_revenue,
        coalesce(points.mature_net_revenue, 0) as mature_net_revenue

    from cells
    left join spans
        on
            cells.retention = spans.retention
            and cells.cohort_period = spans.cohort_period
            and cells.segment = spans.segment
            and cells.segment_value = spans.segment_value
            and cells.period_number = spans.period_number
    left join points
        on
            cells.retention = points.retention
            and cells.cohort_period = points.cohort_period
            and cells.segment = points.segment
            and cells.segment_value = points.segment_value
            and cells.period_number = points.period_number

),

completed as (

    -- column 0 is the cohort itself, whatever the return event
    select
        retention,
        cohort_period,
        segment,
        segment_value,
        period_number,
        members,
        begun,
        eligible,
        case when period_number = 0 then members else retained end as retained,
        on_or_after,
        case when period_number = 0 then members else on_or_before end as on_or_before,
        streak,
        case when period_number = 0 then eligible else mature_retained end as mature_retained,
        mature_on_or_after,
        case when period_number = 0 then eligible else mature_on_or_before end
            as mature_on_or_before,
        mature_streak,
        at_risk_on_or_after,
        at_risk_on_or_before,
        at_risk_streak,
        net_revenue,
        mature_net_revenue

    from counted

)

select * from completed
