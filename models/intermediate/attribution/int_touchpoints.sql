{# grain: one row per conversion_id and touch_number; conversions without touches are absent #}
with

conversions as (

    select * from {{ ref('int_conversions') }} where {{ is_counted() }}

),

conversion_types as (

    select * from {{ ref('int_conversion_types') }}

),

sessions as (

    select * from {{ ref('int_sessions') }} where {{ is_counted() }}

),

channels as (

    select * from {{ ref('channels') }}

),

moments as (

    select
        conversion_type,
        person_id,
        converted_at,
        lag(converted_at) over (
            partition by conversion_type, person_id order by converted_at
        ) as previous_at

    from (select distinct conversion_type, person_id, converted_at from conversions)
        as distinct_moments

),

paths as (

    select
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.person_id,
        conversions.converted_at,
        conversions.conversion_date,
        conversions.conversion_value,
        conversion_types.lookback_days,
        -- where the type says so, the conversion before ended the path
        case when conversion_types.reset_on_conversion then moments.previous_at end as reset_at

    from conversions
    inner join conversion_types on conversions.conversion_type = conversion_types.conversion_type
    inner join moments
        on
            conversions.conversion_type = moments.conversion_type
            and conversions.person_id = moments.person_id
            and conversions.converted_at = moments.converted_at

),

-- a touch is what a session says of itself: a direct visit stays direct here
touches as (

    select
        sessions.session_id,
        sessions.person_id,
        sessions.started_at as touched_at,
        sessions.own_channel as channel,
        case when sessions.own_channel <> 'direct' then sessions.campaign end as campaign,
        coalesce(channels.is_paid, false) as is_paid,
        channels.lookback_days

    from sessions
    left join channels on sessions.own_channel = channels.channel

),

-- the shorter lookback rules, of the channel or of the conversion type; its last second counts
matched as (

    select
        paths.*,
        touches.session_id,
        touches.touched_at,
        touches.channel,
        coalesce(touches.campaign, '(no campaign)') as campaign,
        touches.is_paid,
        touches.channel = 'direct' as is_direct,
        {{ seconds_between('touches.touched_at', 'paths.converted_at') }} as age_seconds

    from paths
    inner join touches
        on
            paths.person_id = touches.person_id
            and touches.touched_at <= paths.converted_at
            and touches.touched_at >= {{ add_seconds(
                'paths.converted_at',
                '-86400 * least(paths.lookback_days, coalesce(touches.lookback_days, paths.lookback_days))'
            ) }}
    where paths.reset_at is null or touches.touched_at > paths.reset_at

),

numbered as (

    select
        conversion_id,
        conversion_type,
        person_id,
        converted_at,
        conversion_date,
        conversion_value,
        session_id,
        touched_at,
        channel,
        campaign,
        is_paid,
        is_direct,
        age_seconds,
        row_number() over (
            partition by conversion_id order by touched_at, session_id
        ) as touch_number,
        count(*) over (partition by conversion_id) as touch_count

    from matched

)

select * from numbered
