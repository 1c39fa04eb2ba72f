{# grain: one row per retention, cohort_period, segment, segment_value and period_number #}
{#- Only periods where a count changes: a membership counts in a measure over one span of periods,
    and only the ends of the spans are kept, so the work grows with memberships, never with
    cohorts x periods x people. -#}
{%- set spans = {
    'members': ['0', 'max_periods'],
    'begun': ['0', 'periods_begun'],
    'eligible': ['0', 'periods_closed'],
    'on_or_after': ['0', 'last_return'],
    'on_or_before': ['first_return', 'max_periods'],
    'streak': ['0', 'streak_periods'],
    'mature_on_or_after': ['0', 'least(last_return, periods_closed)'],
    'mature_on_or_before': ['first_return', 'periods_closed'],
    'mature_streak': ['0', 'least(streak_periods, periods_closed)'],
    'at_risk_on_or_after': ['0', 'least(last_return + 1, periods_closed)'],
    'at_risk_on_or_before': ['0', 'least(coalesce(first_return, periods_closed), periods_closed)'],
    'at_risk_streak': ['0', 'least(streak_periods + 1, periods_closed)'],
} -%}
with

lives as (

    select * from {{ ref('int_retention_lives') }}

),

segmented as (

    {{ in_each_segment('lives') }}

),

shapes as (

    select
        retention,
        cohort_period,
        segment,
        segment_value,
        max_periods,
        periods_begun,
        periods_closed,
        first_return,
        last_return,
        streak_periods,
        count(*) as people

    from segmented
    group by
        retention,
        cohort_period,
        segment,
        segment_value,
        max_periods,
        periods_begun,
        periods_closed,
        first_return,
        last_return,
        streak_periods

),

ends as (

    {%- for measure, span in spans.items() %}
    select
        retention,
        cohort_period,
        segment,
        segment_value,
        max_periods,
        {{ span[0] }} as period_number,
        '{{ measure }}' as measure,
        people
    from shapes
    where {{ span[0] }} <= {{ span[1] }}

    union all

    select
        retention,
        cohort_period,
        segment,
        segment_value,
        max_periods,
        {{ span[1] }} + 1 as period_number,
        '{{ measure }}' as measure,
        -people as people
    from shapes
    where {{ span[0] }} <= {{ span[1] }}
    {{- '\n\n    union all\n' if not loop.last }}
    {%- endfor %}

),

changes as (

    select
        retention,
        cohort_period,
        segment,
        segment_value,
        period_number,
        max_periods,
        {%- for measure in spans %}
        coalesce(sum(people) filter (where measure = '{{ measure }}'), 0) as {{ measure }}_change
        {{- ',' if not loop.last }}
        {%- endfor %}

    from ends
    where period_number <= max_periods
    group by retention, cohort_period, segment, segment_value, period_number, max_periods

)

select * from changes
