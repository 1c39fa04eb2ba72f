{# grain: one row per person_id: what the engines of the area say of everybody at the as-of #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

snapshots as (

    select * from {{ ref('int_person_snapshots') }} where days_back = 0

),

stages as (

    select * from {{ ref('int_lifecycle_stages') }} where days_back = 0

),

risks as (

    select * from {{ ref('int_churn_risks') }} where days_back = 0

),

activity as (

    select * from {{ ref('int_activity_scores') }}

),

tiers as (

    select * from {{ ref('int_tier_history') }} where valid_to is null

),

distances as (

    select * from {{ ref('int_tier_distances') }} where days_back = 0

),

answers as (

    select
        person_id,
        max_by(answer_group, (submitted_at, response_id)) as nps_group
    from {{ ref('int_survey_answers') }}
    where survey_type = 'nps' and is_on_scale
    group by person_id

),

referrals as (

    select
        inviter_person_id as person_id,
        count(*) as referred_people
    from {{ ref('int_invites_judged') }}
    where is_converted
    group by inviter_person_id

),

judged as (

    select
        snapshots.person_id,
        snapshots.first_seen_at,
        snapshots.signed_up_at,
        snapshots.first_order_at,
        snapshots.last_order_date,
        snapshots.last_active_date,
        tiers.valid_from as tier_since_at,
        stages.lifecycle_stage,
        coalesce(tiers.tier, '(none)') as tier,
        distances.next_tier,
        risks.churn_rule,
        risks.churn_risk_band,
        case
            when snapshots.order_count < {{ var('scenario_min_orders') }} then 'unknown'
            when {{ safe_divide('snapshots.discounted_orders', 'snapshots.order_count') }}
                >= {{ var('price_sensitive_high_rate') }} then 'high'
            when {{ safe_divide('snapshots.discounted_orders', 'snapshots.order_count') }}
                >= {{ var('price_sensitive_medium_rate') }} then 'medium'
            else 'low'
        end as price_sensitivity,
        answers.nps_group,
        snapshots.order_count,
        coalesce(referrals.referred_people, 0) as referred_people,
        snapshots.recency_days,
        snapshots.net_revenue,
        {{ safe_divide('snapshots.net_revenue', 'snapshots.order_count') }} as average_order_value,
        activity.activity_score,
        risks.churn_risk,
        distances.progress_rate as next_tier_progress_rate,
        {{ safe_divide('snapshots.discount_amount', 'snapshots.gross_amount') }} as discount_rate

    from snapshots
    inner join stages on snapshots.person_id = stages.person_id
    inner join activity on snapshots.person_id = activity.person_id
    left join risks on snapshots.person_id = risks.person_id
    left join tiers on snapshots.person_id = tiers.person_id
    left join distances on snapshots.person_id = distances.person_id
    left join answers on snapshots.person_id = answers.person_id
    left join referrals on snapshots.person_id = referrals.person_id

)

select * from judged
