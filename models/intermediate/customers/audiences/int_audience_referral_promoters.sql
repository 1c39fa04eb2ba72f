{# Brought somebody, or would recommend us. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

-- a promoter's word holds until the same person gives another grade
answers as (

    select
        person_id,
        answer_group,
        submitted_at,
        min(case when answer_group <> 'promoter' then submitted_at end) over (
            partition by person_id order by submitted_at, response_id
            rows between 1 following and unbounded following
        ) as taken_back_at
    from {{ ref('int_survey_answers') }}
    where survey_type = 'nps' and is_on_scale

),

signs as (

    select
        inviter_person_id as person_id,
        accepted_at as shown_at,
        cast(null as timestamp) as taken_back_at
    from {{ ref('int_invites_judged') }}
    where is_converted

    union all

    select
        person_id,
        submitted_at as shown_at,
        taken_back_at
    from answers
    where answer_group = 'promoter'

),

audience as (

    select
        snapshots.days_back,
        snapshots.person_id,
        min(signs.shown_at) as entered_at

    from signs
    inner join snapshots on signs.person_id = snapshots.person_id
    where
        {{ local_date('signs.shown_at') }} <= snapshots.snapshot_date
        and coalesce(
            {{ local_date('signs.taken_back_at') }} > snapshots.snapshot_date, true
        )
    group by snapshots.days_back, snapshots.person_id

)

select * from audience
