{# The best by money, silent unusually long. grain: one row per days_back, person_id #}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }}

),

scores as (

    select * from {{ ref('int_rfm_scores') }} where m = 5

),

risks as (

    select * from {{ ref('int_churn_risks') }}

),

audience as (

    select
        scores.days_back,
        scores.person_id,
        least(
            {{ add_seconds(
                'snapshots.last_order_at', 'cast(ceil(risks.gap_p90_days) as bigint) * 86400'
            ) }},
            {{ local_midnight('snapshots.snapshot_date') }}
        ) as entered_at

    from scores
    inner join risks
        on scores.days_back = risks.days_back and scores.person_id = risks.person_id
    inner join snapshots
        on scores.days_back = snapshots.days_back and scores.person_id = snapshots.person_id
    where risks.churn_risk_band = 'high'

)

select * from audience
