{# grain: one row per entity, period_grain, period_index, segment and segment_value with a move #}
with

moves as (

    select * from {{ ref('int_growth_moves') }}

),

segments as (

    select * from {{ ref('int_person_segments') }}

),

growth_sums as (

    select
        moves.entity,
        moves.period_grain,
        moves.period_index,
        segments.segment,
        segments.segment_value,
        count(*) filter (where moves.move = 'new') as new_people,
        count(*) filter (where moves.move = 'retained') as retained_people,
        count(*) filter (where moves.move = 'resurrected') as resurrected_people,
        count(*) filter (where moves.move = 'churned') as churned_people,
        count(moves.net_revenue) as active_people,
        sum(moves.net_revenue) as net_revenue,
        sum(moves.net_revenue) filter (where moves.move = 'new') as new_revenue,
        sum(moves.net_revenue) filter (where moves.move = 'resurrected') as resurrected_revenue,
        sum(least(moves.net_revenue, moves.previous_revenue)) filter (where moves.move = 'retained')
            as retained_revenue,
        sum(greatest(moves.net_revenue - moves.previous_revenue, 0))
            filter (where moves.move = 'retained') as expansion_revenue,
        sum(greatest(moves.previous_revenue - moves.net_revenue, 0))
            filter (where moves.move = 'retained') as contraction_revenue,
        sum(moves.previous_revenue) filter (where moves.move = 'churned') as churned_revenue

    from moves
    inner join segments on moves.person_id = segments.person_id
    group by
        moves.entity,
        moves.period_grain,
        moves.period_index,
        segments.segment,
        segments.segment_value

)

select * from growth_sums
