{# grain: one row per survey_type, period_grain, period_start, segment and segment_value #}
{%- set z = var('confidence_z') -%}
{%- set half_width = 'sqrt(unseen_rate * (1 - unseen_rate) * answer_variance '
    ~ '+ 2500 * unseen_rate * unseen_rate)' %}
with

cells as (

    select * from {{ ref('int_survey_cells') }}

),

rated as (

    select
        *,
        {{ safe_divide('positive_responses', 'responses') }} as positive_rate,
        {{ safe_divide('negative_responses', 'responses') }} as negative_rate
    from cells

),

-- NPS: a mean of 100, 0 and -100. CSAT: a share. CES: a mean of scores
scored as (

    select
        *,
        case survey_type when 'nps' then -100 when 'csat' then 0 else 1 end as lowest_score,
        case survey_type when 'ces' then {{ var('ces_top_score') }} else 100 end as highest_score,
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
        end as answer_variance

    from rated

),

-- where all answers agree no spread is seen: as many others as Wilson allows may be anywhere
spread as (

    select
        *,
        sqrt({{ safe_divide('answer_variance', 'responses') }}) as standard_error,
        coalesce(answer_variance, 0) = 0 as is_unanimous,
        {{ safe_divide(z * z, 'responses + ' ~ z * z) }} as unseen_rate
    from scored

),

-- the normal interval; of a share Wilson's, which leans towards a half
bounded as (

    select
        *,
        case
            when is_unanimous then score - unseen_rate * (score - lowest_score)
            when survey_type = 'csat' then score + unseen_rate * (50 - score) - {{ half_width }}
            else greatest(score - {{ z }} * standard_error, lowest_score)
        end as score_lower,
        case
            when is_unanimous then score + unseen_rate * (highest_score - score)
            when survey_type = 'csat' then score + unseen_rate * (50 - score) + {{ half_width }}
            else least(score + {{ z }} * standard_error, highest_score)
        end as score_upper
    from spread

),

feedback as (

    select
        survey_type,
        period_grain,
        period_start,
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
        score_lower,
        score_upper

    from bounded

)

select * from feedback
