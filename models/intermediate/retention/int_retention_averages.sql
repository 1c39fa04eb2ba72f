{# grain: one row per retention, segment, segment_value, measure and period_number that has begun #}
{#- Every average of a row of cohorts under its own name: they differ, and all are in use. -#}
with

cells as (

    select
        *,
        eligible = members as is_complete

    from {{ ref('int_retention_cells') }}
    where begun > 0

),

horizons as (

    -- the fixed set: cohorts complete in the last period in which any cohort is
    select
        retention,
        segment,
        segment_value,
        max(period_number) as fixed_set_periods

    from cells
    where is_complete
    group by retention, segment, segment_value

),

fixed_cohorts as (

    select
        cells.retention,
        cells.segment,
        cells.segment_value,
        cells.cohort_period,
        horizons.fixed_set_periods

    from cells
    inner join horizons
        on
            cells.retention = horizons.retention
            and cells.segment = horizons.segment
            and cells.segment_value = horizons.segment_value
            and cells.period_number = horizons.fixed_set_periods
    where cells.is_complete

),

measured as (

    {%- for measure in ['retained', 'on_or_after', 'on_or_before', 'streak'] %}
    select
        retention,
        cohort_period,
        segment,
        segment_value,
        period_number,
        is_complete,
        members,
        eligible,
        '{{ measure }}' as measure,
        {{ measure }} as people,
        mature_{{ measure }} as mature_people,
        {%- if measure == 'retained' %}
        -- a person may skip a period and return: there is no survival in N-day retention
        null as at_risk,
        null as survivors
        {%- elif measure == 'on_or_before' %}
        at_risk_on_or_before as at_risk,
        eligible - mature_on_or_before as survivors
        {%- else %}
        at_risk_{{ measure }} as at_risk,
        mature_{{ measure }} as survivors
        {%- endif %}
    from cells
    {{- '\n\n    union all\n' if not loop.last }}
    {%- endfor %}

),

averages as (

    select
        measured.retention,
        measured.segment,
        measured.segment_value,
        measured.measure,
        measured.period_number,
        count(*) as cohorts,
        count(*) filter (where measured.is_complete) as complete_cohorts,
        sum(measured.members) as cohort_size,
        sum(measured.eligible) as eligible,
        sum(measured.people) as people,
        sum(measured.mature_people) as mature_people,
        avg({{ safe_divide('measured.people', 'measured.members') }})
            filter (where measured.is_complete) as simple_mature_rate,
        sum(measured.people * measured.members) filter (where measured.is_complete)
            as weighted_people,
        sum(measured.members * measured.members) filter (where measured.is_complete)
            as weighted_members,
        max(fixed_cohorts.fixed_set_periods) as fixed_set_periods,
        count(fixed_cohorts.cohort_period) as fixed_set_cohorts,
        sum(measured.members) filter (where fixed_cohorts.cohort_period is not null)
            as fixed_set_people,
        sum(measured.people) filter (
            where measured.period_number <= fixed_cohorts.fixed_set_periods
        ) as fixed_set_retained,
        sum(measured.at_risk) as at_risk,
        sum(measured.survivors) as survivors

    from measured
    left join fixed_cohorts
        on
            measured.retention = fixed_cohorts.retention
            and measured.segment = fixed_cohorts.segment
            and measured.segment_value = fixed_cohorts.segment_value
            and measured.cohort_period = fixed_cohorts.cohort_period
    group by
        measured.retention,
        measured.segment,
        measured.segment_value,
        measured.measure,
        measured.period_number

)

select * from averages
