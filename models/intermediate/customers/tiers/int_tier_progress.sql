{# grain: one row per member_number, programme_id and moment_number #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

movements as (

    select movements.*
    from {{ ref('int_tier_movements') }} as movements
    inner join as_of on movements.moved_at <= as_of.as_of_at

),

-- what goes comes before what comes: within one moment progress may dip, but never peak
summed as (

    select
        *,
        sum(amount) over (
            partition by member_number, programme_id order by moved_at, moment_kind, amount
            rows between unbounded preceding and current row
        ) as amount_so_far,
        row_number() over (
            partition by member_number, programme_id order by moved_at, moment_kind, amount
        ) as moment_number,
        lead(moved_at) over (
            partition by member_number, programme_id order by moved_at, moment_kind, amount
        ) as next_moved_at

    from movements

),

progress as (

    select
        member_number,
        programme_id,
        cast(moment_number as integer) as moment_number,
        moved_at,
        next_moved_at,
        moment_kind,
        cast(greatest(amount_so_far, 0) as decimal(18, 2)) as progress,
        cast(greatest(amount_so_far - amount, 0) as decimal(18, 2)) as previous_progress

    from summed

)

select * from progress
