{# grain: one row per visitor_id and stretch of time with one owner #}
with

edges as (

    select * from {{ ref('int_identity_edges') }} where refusal_reason is null

),

sightings as (

    select * from {{ ref('int_identity_sightings') }}

),

visitors as (

    select
        visitor_id,
        count(*) as users,
        min(user_id) as user_id

    from edges
    group by visitor_id

),

-- two users are never merged through a device they share: it changes hands at each sighting
ordered_sightings as (

    select
        sightings.visitor_id,
        sightings.user_id,
        sightings.seen_at,
        row_number() over (
            partition by sightings.visitor_id
            order by sightings.seen_at, sightings.evidence_type, sightings.evidence_id
        ) as sighting_number,
        lead(sightings.seen_at) over (
            partition by sightings.visitor_id
            order by sightings.seen_at, sightings.evidence_type, sightings.evidence_id
        ) as next_seen_at

    from sightings
    inner join edges
        on sightings.visitor_id = edges.visitor_id and sightings.user_id = edges.user_id
    inner join visitors on edges.visitor_id = visitors.visitor_id and visitors.users > 1

),

owners as (

    select
        visitor_id,
        user_id,
        timestamp '1900-01-01 00:00:00' as owned_from,
        timestamp '9999-01-01 00:00:00' as owned_until

    from visitors
    where users = 1

    union all

    -- before the first sighting the device belongs to the next user seen
    select
        visitor_id,
        user_id,
        case
            when sighting_number = 1 then timestamp '1900-01-01 00:00:00' else seen_at
        end as owned_from,
        coalesce(next_seen_at, timestamp '9999-01-01 00:00:00') as owned_until

    from ordered_sightings

),

stretches as (

    select * from owners where owned_from < owned_until

)

select * from stretches
