{# grain: one row per member_number, tier_rank and moment that met or missed the threshold #}
{{ config(materialized='view') }}
with

tiers as (

    select * from {{ ref('int_tier_programmes') }}

),

progress as (

    select * from {{ ref('int_tier_progress') }}

),

-- a movement judges the tiers whose threshold it passes; one that moves nothing is a look at all
judged as (

    select
        progress.member_number,
        tiers.tier_rank,
        progress.moment_number,
        progress.moved_at,
        progress.progress >= tiers.threshold as is_met,
        case
            when progress.progress >= tiers.threshold then progress.moved_at
            -- who falls short keeps the tier for the days of grace
            else {{ local_midnight(add_days(local_date('progress.moved_at'), 'tiers.grace_days')) }}
        end as takes_effect_at

    from progress
    inner join tiers
        on
            progress.programme_id = tiers.programme_id
            and (
                progress.progress = progress.previous_progress
                or (progress.progress >= tiers.threshold)
                <> (progress.previous_progress >= tiers.threshold)
            )
            -- between two nights progress can only lift a member
            and (
                progress.moment_kind = 0
                or (progress.moment_kind = 2 and progress.progress >= tiers.threshold)
            )

),

marked as (

    select
        *,
        lag(is_met) over (
            partition by member_number, tier_rank order by moment_number
        ) as was_met
    from judged

),

-- a crossing is met or missed; the two alternate
crossings as (

    select
        member_number,
        tier_rank,
        moment_number,
        moved_at,
        takes_effect_at,
        is_met

    from marked
    where is_met <> coalesce(was_met, false)

)

select * from crossings
