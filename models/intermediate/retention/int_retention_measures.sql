{# grain: one row per retention, cohort_period, segment, segment_value, period_number and measure #}
{#- only periods that have begun for somebody -#}
{{ config(materialized='view') }}
with

cells as (

    select
        *,
        eligible = members as is_complete

    from {{ ref('int_retention_cells') }}
    where begun > 0

),

measures as (

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

)

select * from measures
