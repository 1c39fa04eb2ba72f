{# grain: one row per days_back and person_id with a tier still above: how far the next one is #}
with

moments as (

    select
        days_back,
        snapshot_date,
        {{ local_midnight(add_days('snapshot_date', 1)) }} as ended_at
    from {{ ref('int_snapshot_moments') }}

),

tiers as (

    select * from {{ ref('int_tier_programmes') }}

),

held as (

    select
        moments.days_back,
        history.person_id,
        history.tier_rank

    from {{ ref('int_tier_history') }} as history
    inner join moments
        on
            history.valid_from < moments.ended_at
            and coalesce(history.valid_to, timestamp '9999-01-01 00:00:00') >= moments.ended_at

),

next_ranks as (

    select
        held.days_back,
        held.person_id,
        min(tiers.tier_rank) as tier_rank

    from held
    inner join tiers on held.tier_rank < tiers.tier_rank
    group by held.days_back, held.person_id

),

newest_progress as (

    select
        moments.days_back,
        progress.person_id,
        progress.programme_id,
        max(progress.moved_at) as moved_at,
        max_by(progress.progress, (progress.moved_at, progress.moment_kind)) as progress

    from {{ ref('int_tier_progress') }} as progress
    inner join moments on progress.moved_at < moments.ended_at
    group by moments.days_back, progress.person_id, progress.programme_id

),

distances as (

    select
        next_ranks.days_back,
        next_ranks.person_id,
        tiers.tier as next_tier,
        newest_progress.moved_at,
        tiers.threshold - newest_progress.progress as missing,
        {{ safe_divide('newest_progress.progress', 'tiers.threshold') }} as progress_rate

    from next_ranks
    inner join tiers on next_ranks.tier_rank = tiers.tier_rank
    inner join newest_progress
        on
            next_ranks.days_back = newest_progress.days_back
            and next_ranks.person_id = newest_progress.person_id
            and tiers.programme_id = newest_progress.programme_id

)

select * from distances
