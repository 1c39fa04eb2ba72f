{# grain: one row per retention, cohort_period, segment, segment_value and period_number #}
{%- set counts = ['retained', 'retained_on_or_after', 'retained_on_or_before', 'streak'] -%}
with

cells as (

    select * from {{ ref('int_retention_cells') }}

),

retentions as (

    select * from {{ ref('int_retentions') }}

),

described as (

    select
        cells.retention,
        retentions.cohort_type,
        retentions.clock,
        retentions.period_grain,
        cells.cohort_period,
        cells.segment,
        cells.segment_value,
        cells.period_number,
        -- on the personal clock a cohort's cell is whole only when its last member's window closed
        cells.eligible = cells.members as is_complete,
        -- nobody's window has even begun: the cell has not happened, which is not a zero
        cells.begun > 0 as has_begun,
        cells.members as cohort_size,
        cells.eligible,
        cells.retained,
        cells.on_or_after as retained_on_or_after,
        cells.on_or_before as retained_on_or_before,
        cells.streak,
        cells.mature_retained,
        cells.mature_on_or_after as mature_retained_on_or_after,
        cells.mature_on_or_before as mature_retained_on_or_before,
        cells.mature_streak,
        cells.net_revenue,
        cells.mature_net_revenue

    from cells
    inner join retentions on cells.retention = retentions.retention

),

cohort_retention as (

    select
        retention,
        cohort_type,
        clock,
        period_grain,
        cohort_period,
        segment,
        segment_value,
        cast(period_number as integer) as period_number,
        is_complete,
        cast(cohort_size as bigint) as cohort_size,
        cast(eligible as bigint) as eligible,
        {%- for count in counts %}
        cast(case when has_begun then {{ count }} end as bigint) as {{ count }},
        {%- endfor %}
        {%- for count in counts %}
        cast(case when has_begun then mature_{{ count }} end as bigint) as mature_{{ count }},
        {%- endfor %}
        cast(case when has_begun then net_revenue end as decimal(18, 2)) as net_revenue,
        cast(case when has_begun then mature_net_revenue end as decimal(18, 2))
            as mature_net_revenue,
        {{ safe_divide('mature_retained', 'eligible') }} as retained_rate,
        {{ safe_divide('mature_retained_on_or_after', 'eligible') }} as retained_on_or_after_rate,
        {{ safe_divide('mature_retained_on_or_before', 'eligible') }} as retained_on_or_before_rate,
        {{ safe_divide('mature_streak', 'eligible') }} as streak_rate,
        case when has_begun then {{ safe_divide('retained', 'cohort_size') }} end
            as naive_retained_rate

    from described

)

select * from cohort_retention
