{# grain: one row per invite_id sent at or before the as-of #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

invites as (

    select invites.*
    from {{ ref('stg_app__invites') }} as invites
    inner join as_of on invites.invited_at <= as_of.as_of_at
    where {{ is_linkable_id('invites.inviter_user_id') }}

),

people as (

    select
        person_id,
        signed_up_at,
        first_channel,
        is_internal
    from {{ ref('int_people') }}

),

accepted as (

    select
        invites.*,
        invites.invitee_user_id is not null
        and invites.accepted_at is not null
        and invites.accepted_at <= as_of.as_of_at
        and invites.accepted_at >= invites.invited_at as has_acceptance,
        coalesce(invites.inviter_user_id = invites.invitee_user_id, false) as is_self_invite

    from invites
    cross join as_of

),

-- of several accepted invites for one person the first inviter wins
ranked as (

    select
        *,
        row_number() over (
            partition by invitee_user_id, has_acceptance and not is_self_invite
            order by invited_at, invite_id
        ) as invitee_rank

    from accepted

),

judged as (

    select
        ranked.invite_id,
        'u:' || ranked.inviter_user_id as inviter_person_id,
        case when ranked.invitee_user_id is not null then 'u:' || ranked.invitee_user_id end
            as invitee_person_id,
        ranked.invite_channel,
        ranked.invited_at,
        case when ranked.has_acceptance then ranked.accepted_at end as accepted_at,
        inviters.signed_up_at as inviter_signed_up_at,
        coalesce(inviters.first_channel, '(unattributed)') as inviter_channel,
        coalesce(inviters.is_internal, false) as is_internal,
        ranked.is_self_invite,
        ranked.has_acceptance and not ranked.is_self_invite and ranked.invitee_rank > 1
            as is_duplicate,
        ranked.has_acceptance and not ranked.is_self_invite and ranked.invitee_rank = 1
            as is_converted

    from ranked
    left join people as inviters on 'u:' || ranked.inviter_user_id = inviters.person_id

)

select * from judged
