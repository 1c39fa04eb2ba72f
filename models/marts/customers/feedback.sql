{# grain: one row per survey_type, period_grain, period_start, segment and segment_value #}
{%- set z = var('confidence_z') %}
with

answers as (

    select
        answers.*,
        coalesce(people.first_channel, '(unattributed)') as first_channel,
        coalesce(stages.lifecycle_stage, '(unknown)') as lifecycle_stage

    from {{ ref('int_survey_answers') }} as answers
    left join {{ ref('dim_people') }} as people on answers.person_id = people.person_id
    left join {{ ref('int_lifecycle_stages') }} as stages
        on answers.person_id = stages.person_id and stages.days_back = 0
    where {{ 'true' if var('include_internal') else 'not coalesce(people.is_internal, false)' }}

),

-- the tier held when answering; stretches do not overlap, so no fan-out
tiered as (

    select
        answers.*,
        coalesce(history.tier, '(none)') as tier

    from answers
    left join {{ ref('tier_history') }} as history
        on
            answers.person_id = history.person_id
            and answers.submitted_at >= history.valid_from
            and answers.submitted_at < coalesce(history.valid_to, timestamp '9999-01-01 00:00:00')

),

long as (
    {% for segment in ['all', 'tier', 'lifecycle_stage', 'first_channel'] -%}
    {% set outer_loop = loop -%}
    {% for grain in ['all', 'month', 'quarter'] %}
    select
        survey_type,
        '{{ grain }}' as period_grain,
        {{ 'date \'1900-01-01\'' if grain == 'all' else period_start(grain, 'submitted_date') }}
            as period_start,
        '{{ segment }}' as segment,
        {{ "'all'" if segment == 'all' else segment }} as segment_value,
        score,
        is_on_scale,
        answer_group
    from tiered
    {{ 'union all' if not (loop.last and outer_loop.last) }}
    {%- endfor %}
    {%- endfor %}

),

summed as (

    select
        survey_type,
        period_grain,
        period_start,
        segment,
        segment_value,
        count(*) filter (where is_on_scale) as responses,
        count(*) filter (where not is_on_scale) as off_scale_responses,
        count(*) filter (where answer_group in ('promoter', 'satisfied', 'easy'))
            as positive_responses,
        count(*) filter (where answer_group = 'passive') as passive_responses,
        count(*) filter (where answer_group in ('detractor', 'unsatisfied', 'hard'))
            as negative_responses,
        avg(case when is_on_scale then cast(score as double) end) as mean_score,
        var_samp(case when is_on_scale then cast(score as double) end) as score_variance

    from long
    group by survey_type, period_grain, period_start, segment, segment_value

),

rated as (

    select
        *,
        {{ safe_divide('positive_responses', 'responses') }} as positive_rate,
        {{ safe_divide('negative_responses', 'responses') }} as negative_rate

    from summed

),

-- NPS: a mean of 100, 0 and -100. CSAT: a share. CES: a mean of scores
scored as (

    select
        *,
        case survey_type
            when 'nps' then 100 * (positive_rate - negative_rate)
            when 'csat' then 100 * positive_rate
            else mean_score
        end as score,
        case survey_type
            when 'nps'
                then 10000 * (positive_rate + negative_rate)
                    - 10000 * power(positive_rate - negative_rate, 2)
            when 'csat' then 10000 * positive_rate * (1 - positive_rate)
            else score_variance
        end as answer_variance,
        {{ safe_divide(z * z, 'responses') }} as wilson_weight

    from rated

),

bounded as (

    select
        *,
        sqrt({{ safe_divide('answer_variance', 'responses') }}) as standard_error,
        {{ safe_divide('score + 50 * wilson_weight', '1 + wilson_weight') }} as wilson_centre,
        {{ safe_divide(
            'sqrt(wilson_weight * (answer_variance + 2500 * wilson_weight))', '1 + wilson_weight'
        ) }} as wilson_half

    from scored

),

feedback as (

    select
        survey_type,
        period_grain,
        case when period_grain <> 'all' then period_start end as period_start,
        segment,
        segment_value,
        cast(responses as bigint) as responses,
        cast(positive_responses as bigint) as positive_responses,
        cast(passive_responses as bigint) as passive_responses,
        cast(negative_responses as bigint) as negative_responses,
        cast(off_scale_responses as bigint) as off_scale_responses,
        positive_rate,
        negative_rate,
        mean_score,
        score,
        standard_error,
        case survey_type
            when 'csat' then wilson_centre - wilson_half
            when 'nps' then greatest(score - {{ z }} * standard_error, -100)
            else score - {{ z }} * standard_error
        end as score_lower,
        case survey_type
            when 'csat' then wilson_centre + wilson_half
            when 'nps' then least(score + {{ z }} * standard_error, 100)
            else score + {{ z }} * standard_error
        end as score_upper

    from bounded

)

select * from feedback
