{# grain: one row per visitor_id and user_id seen together #}
with

sightings as (

    select * from {{ ref('int_identity_sightings') }}

),

edges as (

    select
        visitor_id,
        user_id,
        count(*) as sightings,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at

    from sightings
    group by visitor_id, user_id

),

evidence as (

    select
        visitor_id,
        user_id,
        evidence_type,
        evidence_id,
        row_number() over (
            partition by visitor_id, user_id order by seen_at, evidence_type, evidence_id
        ) as sighting_number

    from sightings

),

counted as (

    select
        edges.visitor_id,
        edges.user_id,
        edges.sightings,
        edges.first_seen_at,
        edges.last_seen_at,
        evidence.evidence_type as first_evidence_type,
        evidence.evidence_id as first_evidence_id,
        count(*) over (partition by edges.visitor_id) as users_of_visitor,
        count(*) over (partition by edges.user_id) as visitors_of_user

    from edges
    inner join evidence
        on
            edges.visitor_id = evidence.visitor_id
            and edges.user_id = evidence.user_id
            and evidence.sighting_number = 1

),

judged as (

    select
        *,
        case
            -- a kiosk: too many people used this device for it to say who somebody is
            when users_of_visitor > {{ var('max_links_per_id') }} then 'visitor_has_too_many_users'
            -- a shared account or a broken client
            when visitors_of_user > {{ var('max_links_per_id') }} then 'user_has_too_many_visitors'
        end as refusal_reason

    from counted

)

select * from judged
