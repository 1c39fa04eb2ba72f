{# grain: one row per person_id, programme_id, moment and kind of moment #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

movements as (

    select * from {{ ref('int_tier_movements') }}

),

moments as (

    select
        movements.person_id,
        movements.programme_id,
        movements.moved_at,
        movements.moment_kind,
        sum(movements.amount) as amount

    from movements
    inner join as_of on movements.moved_at <= as_of.as_of_at
    group by
        movements.person_id,
        movements.programme_id,
        movements.moved_at,
        movements.moment_kind

),

summed as (

    select
        *,
        greatest(
            sum(amount) over (
                partition by person_id, programme_id order by moved_at, moment_kind
                rows between unbounded preceding and current row
            ),
            0
        ) as progress,
        sum(case when moment_kind = 0 then 1 else 0 end) over (
            partition by person_id, programme_id order by moved_at, moment_kind
            rows between unbounded preceding and current row
        ) as evaluation_number,
        lead(moved_at) over (
            partition by person_id, programme_id order by moved_at, moment_kind
        ) as next_moved_at

    from moments

),

-- between two nights progress can only lift a member: the best since the last night counts
kept as (

    select
        person_id,
        programme_id,
        moved_at,
        next_moved_at,
        moment_kind,
        progress,
        max(progress) over (
            partition by person_id, programme_id, evaluation_number
            order by moved_at, moment_kind
            rows between unbounded preceding and current row
        ) as kept_progress

    from summed

)

select * from kept
