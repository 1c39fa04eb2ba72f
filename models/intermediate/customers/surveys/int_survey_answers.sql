{# grain: one row per response_id given at or before the as-of #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

responses as (

    select
        responses.response_id,
        -- an answer without a name is an answer
        case
            when {{ is_linkable_id('responses.user_id') }} then 'u:' || responses.user_id
            else '(none)'
        end as person_id,
        responses.survey_type,
        responses.submitted_at,
        {{ local_date('responses.submitted_at') }} as submitted_date,
        responses.score

    from {{ ref('stg_app__survey_responses') }} as responses
    inner join as_of on responses.submitted_at <= as_of.as_of_at

),

-- a score off its scale is no answer
judged as (

    select
        *,
        case
            when score is null then false
            when survey_type = 'nps' then score between 0 and 10
            when survey_type = 'csat' then score between 1 and {{ var('csat_top_score') }}
            when survey_type = 'ces' then score between 1 and {{ var('ces_top_score') }}
            else false
        end as is_on_scale

    from responses

),

grouped as (

    select
        *,
        case
            when not is_on_scale then 'off_scale'
            when survey_type = 'nps' and score >= 9 then 'promoter'
            when survey_type = 'nps' and score >= 7 then 'passive'
            when survey_type = 'nps' then 'detractor'
            when survey_type = 'csat' and score >= {{ var('csat_satisfied_score') }}
                then 'satisfied'
            when survey_type = 'csat' then 'unsatisfied'
            when score >= {{ var('ces_easy_score') }} then 'easy'
            else 'hard'
        end as answer_group

    from judged

)

select * from grouped
