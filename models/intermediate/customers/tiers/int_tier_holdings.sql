{# grain: one row per member_number, tier and stretch of time in which the member has a claim to it #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

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

    select *
    from marked
    where is_met <> coalesce(was_met, false)

),

neighbours as (

    select
        *,
        lag(takes_effect_at) over (
            partition by member_number, tier_rank order by moment_number
        ) as released_before_at,
        lead(moved_at) over (
            partition by member_number, tier_rank order by moment_number
        ) as met_again_at

    from crossings

),

-- who is back before the grace has ended never lost the tier
ends as (

    select
        neighbours.member_number,
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
        member_number,
        tier_rank,
        is_met,
        takes_effect_at as held_from,
        lead(takes_effect_at) over (
            partition by member_number, tier_rank order by takes_effect_at
        ) as held_until

    from ends

),

holdings as (

    select
        member_number,
        tier_rank,
        held_from,
        held_until

    from stretches
    where is_met

)

select * from holdings
