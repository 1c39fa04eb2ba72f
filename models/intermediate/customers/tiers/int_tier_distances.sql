{# grain: one row per days_back and person_id with a tier still above: how far the next one is #}
{# few of its rows are read, twice: writing all costs more than working those out #}
{{ config(materialized='view') }}
with

moments as (

    select
        days_back,
        {{ local_midnight(add_days('snapshot_date', 1)) }} as ended_at
    from {{ ref('int_snapshot_moments') }}

),

history as (

    select
        *,
        coalesce(valid_to, timestamp '9999-01-01 00:00:00') as ended_at
    from {{ ref('int_tier_history') }}

),

progress as (

    select
        *,
        coalesce(next_moved_at, timestamp '9999-01-01 00:00:00') as ended_at
    from {{ ref('int_tier_progress') }}

),

next_tiers as (

    select
        coalesce(lag(tier_rank) over (order by tier_rank), 0) as held_rank,
        tier,
        programme_id,
        threshold
    from {{ ref('int_tier_programmes') }}

),

held as (

    select
        moments.days_back,
        history.member_number,
        history.person_id,
        history.tier_rank

    from history
    inner join moments
        on history.valid_from < moments.ended_at and history.ended_at >= moments.ended_at

),

-- of several moments at one time the last holds: the others end where they begin
newest_progress as (

    select
        moments.days_back,
        progress.member_number,
        progress.programme_id,
        progress.moved_at,
        progress.progress

    from progress
    inner join moments
        on progress.moved_at < moments.ended_at and progress.ended_at >= moments.ended_at

),

distances as (

    select
        held.days_back,
        held.person_id,
        next_tiers.tier as next_tier,
        newest_progress.moved_at,
        next_tiers.threshold - newest_progress.progress as missing,
        {{ safe_divide('newest_progress.progress', 'next_tiers.threshold') }} as progress_rate

    from held
    inner join next_tiers on held.tier_rank = next_tiers.held_rank
    inner join newest_progress
        on
            held.days_back = newest_progress.days_back
            and held.member_number = newest_progress.member_number
            and next_tiers.programme_id = newest_progress.programme_id

)

select * from distances
