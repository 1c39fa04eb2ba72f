{# grain: one row per person_id, tier and stretch of time in which the person has a claim to it #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

tiers as (

    select * from {{ ref('int_tier_programmes') }}

),

progress as (

    select
        *,
        lag(kept_progress) over (
            partition by person_id, programme_id order by moved_at, moment_kind
        ) as kept_before
    from {{ ref('int_tier_progress') }}

),

-- a crossing is met or missed; the two alternate
crossings as (

    select
        progress.person_id,
        tiers.tier,
        tiers.tier_rank,
        progress.moved_at,
        progress.moment_kind,
        progress.kept_progress >= tiers.threshold as is_met,
        case
            when progress.kept_progress >= tiers.threshold then progress.moved_at
            -- who falls short keeps the tier for the days of grace
            else {{ local_midnight(add_days(local_date('progress.moved_at'), 'tiers.grace_days')) }}
        end as takes_effect_at

    from progress
    inner join tiers
        on
            progress.programme_id = tiers.programme_id
            and (progress.kept_progress >= tiers.threshold)
            <> (coalesce(progress.kept_before >= tiers.threshold, false))

),

neighbours as (

    select
        *,
        lag(takes_effect_at) over (
            partition by person_id, tier order by moved_at, moment_kind
        ) as released_before_at,
        lead(moved_at) over (
            partition by person_id, tier order by moved_at, moment_kind
        ) as met_again_at

    from crossings

),

-- who is back before the grace has ended never lost the tier
ends as (

    select
        neighbours.person_id,
        neighbours.tier,
        neighbours.tier_rank,
        neighbours.is_met,
        neighbours.takes_effect_at

    from neighbours
    inner join as_of on neighbours.takes_effect_at <= as_of.as_of_at
    where
        (
            neighbours.is_met
            and (
                neighbours.released_before_at is null
                or neighbours.released_before_at < neighbours.moved_at
            )
        )
        or (
            not neighbours.is_met
            and (
                neighbours.met_again_at is null
                or neighbours.takes_effect_at < neighbours.met_again_at
            )
        )

),

stretches as (

    select
        person_id,
        tier,
        tier_rank,
        is_met,
        takes_effect_at as held_from,
        lead(takes_effect_at) over (
            partition by person_id, tier order by takes_effect_at
        ) as held_until

    from ends

),

holdings as (

    select
        person_id,
        tier,
        tier_rank,
        held_from,
        held_until

    from stretches
    where is_met

)

select * from holdings
