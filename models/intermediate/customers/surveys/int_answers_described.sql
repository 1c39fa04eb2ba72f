{# grain: one row per response_id of somebody who counts #}
with

answers as (

    select * from {{ ref('int_survey_answers') }}

),

people as (

    select * from {{ ref('int_people') }}

),

stages as (

    select * from {{ ref('int_lifecycle_stages') }} where days_back = 0

),

tiers as (

    select * from {{ ref('int_tier_history') }}

),

-- the tier is that held when answering; stretches do not overlap, so no fan-out
described as (

    select
        answers.*,
        coalesce(people.first_channel, '(unattributed)') as first_channel,
        coalesce(stages.lifecycle_stage, '(unknown)') as lifecycle_stage,
        coalesce(tiers.tier, '(none)') as tier

    from answers
    left join people on answers.person_id = people.person_id
    left join stages on answers.person_id = stages.person_id
    left join tiers
        on
            answers.person_id = tiers.person_id
            and answers.submitted_at >= tiers.valid_from
            and answers.submitted_at < coalesce(tiers.valid_to, timestamp '9999-01-01 00:00:00')
    -- who answered and was never seen otherwise counts
    where {{ 'true' if var('include_internal') else 'not coalesce(people.is_internal, false)' }}

)

select * from described
