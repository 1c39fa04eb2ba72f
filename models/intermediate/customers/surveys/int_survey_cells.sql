{# grain: one row per survey_type, period_grain, period_start, segment and segment_value #}
{%- set segments = ['all', 'tier', 'lifecycle_stage', 'first_channel'] -%}
{%- set grains = ['all', 'month', 'quarter'] %}
with

answers as (

    select * from {{ ref('int_answers_described') }}

),

cut as (

    {% for segment in segments %}
    {% set outer = loop %}
    {% for grain in grains %}
    select
        survey_type,
        '{{ grain }}' as period_grain,
        {{ 'cast(null as date)' if grain == 'all' else period_start(grain, 'submitted_date') }}
            as period_start,
        '{{ segment }}' as segment,
        {{ "'all'" if segment == 'all' else segment }} as segment_value,
        answer_group,
        case when is_on_scale then cast(score as double) end as answer_score
    from answers
    {{ 'union all' if not (outer.last and loop.last) }}
    {% endfor %}
    {% endfor %}

),

summed as (

    select
        survey_type,
        period_grain,
        period_start,
        segment,
        segment_value,
        count(answer_score) as responses,
        count(*) - count(answer_score) as off_scale_responses,
        count(case when answer_group in ('promoter', 'satisfied', 'easy') then 1 end)
            as positive_responses,
        count(case when answer_group = 'passive' then 1 end) as passive_responses,
        count(case when answer_group in ('detractor', 'unsatisfied', 'hard') then 1 end)
            as negative_responses,
        avg(answer_score) as mean_score,
        var_samp(answer_score) as score_variance

    from cut
    group by survey_type, period_grain, period_start, segment, segment_value

)

select * from summed
