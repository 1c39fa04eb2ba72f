{# grain: one row per member_number, tier_rank and stretch of time with a claim to the tier #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

crossings as (

    select * from {{ ref('int_tier_crossings') }}

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
