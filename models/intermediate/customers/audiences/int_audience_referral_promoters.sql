{# Brought somebody, or would recommend us. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

signs as (

    select
        inviter_person_id as person_id,
        accepted_at as shown_at
    from {{ ref('int_invites_judged') }}
    where is_converted

    union all

    select
        person_id,
        submitted_at as shown_at
    from {{ ref('int_survey_answers') }}
    where answer_group = 'promoter'

),

audience as (

    select
        snapshots.days_back,
        snapshots.person_id,
        min(signs.shown_at) as entered_at

    from signs
    inner join snapshots on signs.person_id = snapshots.person_id
    where {{ local_date('signs.shown_at') }} <= snapshots.snapshot_date
    group by snapshots.days_back, snapshots.person_id

)

select * from audience
