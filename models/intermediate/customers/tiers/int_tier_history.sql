{# grain: one row per person_id and valid_from #}
with

members as (

    select * from {{ ref('int_tier_members') }}

),

holdings as (

    select * from {{ ref('int_tier_holdings') }}

),

moments as (

    select
        member_number,
        joined_at as valid_from
    from members

    union distinct

    select
        member_number,
        held_from as valid_from
    from holdings

    union distinct

    select
        member_number,
        held_until as valid_from
    from holdings
    where held_until is not null

),

-- the highest of the tiers a person has a claim to; tiers do not share a rank
held as (

    select
        moments.member_number,
        moments.valid_from,
        coalesce(max(holdings.tier_rank), 0) as tier_rank

    from moments
    left join holdings
        on
            moments.member_number = holdings.member_number
            and moments.valid_from >= holdings.held_from
            and moments.valid_from < coalesce(holdings.held_until, timestamp '9999-01-01 00:00:00')
    group by moments.member_number, moments.valid_from

),

ranked as (

    select
        *,
        lag(tier_rank) over (partition by member_number order by valid_from) as previous_rank
    from held

),

changes as (

    select
        *,
        case
            when previous_rank is null then 'joined'
            when tier_rank > previous_rank then 'upgrade'
            else 'downgrade'
        end as reason,
        lead(valid_from) over (partition by member_number order by valid_from) as valid_to

    from ranked
    where previous_rank is null or tier_rank <> previous_rank

),

history as (

    select
        changes.member_number,
        members.person_id,
        changes.valid_from,
        changes.valid_to,
        coalesce(tiers.tier, '(none)') as tier,
        changes.tier_rank,
        changes.reason

    from changes
    inner join members on changes.member_number = members.member_number
    left join {{ ref('membership_tiers') }} as tiers on changes.tier_rank = tiers.rank

)

select * from history
