{# grain: one row per entity, period_grain, period_index, segment and segment_value, no gaps #}
with

moves as (

    select * from {{ ref('int_growth_moves') }}

),

segments as (

    select * from {{ ref('int_person_segments') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

summed as (

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

),

series as (

    select
        entity,
        period_grain,
        segment,
        segment_value,
        min(period_index) as first_index

    from summed
    group by entity, period_grain, segment, segment_value

),

numbers as (

    {{ number_spine('(select coalesce(min(first_index), 0) from series)', 0) }}

),

periods as (

    select
        series.entity,
        series.period_grain,
        series.segment,
        series.segment_value,
        numbers.number as period_index,
        case series.period_grain
            when 'rolling_28' then {{ add_days('as_of.as_of_date', '28 * (numbers.number - 1)') }}
            else {{ add_periods(
                'series.period_grain',
                period_start_of('series.period_grain', 'as_of.as_of_date'),
                'numbers.number'
            ) }}
        end as period_start,
        -- the period that holds the as-of is still open; the rolling windows all ended before it
        numbers.number < 0 or series.period_grain = 'rolling_28' as is_complete

    from series
    inner join numbers on series.first_index <= numbers.number
    cross join as_of

),

growth as (

    select
        periods.entity,
        periods.period_grain,
        periods.period_start,
        periods.segment,
        periods.segment_value,
        periods.period_index,
        periods.is_complete,
        coalesce(summed.new_people, 0) as new_people,
        coalesce(summed.retained_people, 0) as retained_people,
        coalesce(summed.resurrected_people, 0) as resurrected_people,
        coalesce(summed.churned_people, 0) as churned_people,
        coalesce(summed.active_people, 0) as active_people,
        coalesce(summed.net_revenue, 0) as net_revenue,
        coalesce(summed.new_revenue, 0) as new_revenue,
        coalesce(summed.retained_revenue, 0) as retained_revenue,
        coalesce(summed.resurrected_revenue, 0) as resurrected_revenue,
        coalesce(summed.expansion_revenue, 0) as expansion_revenue,
        coalesce(summed.contraction_revenue, 0) as contraction_revenue,
        coalesce(summed.churned_revenue, 0) as churned_revenue

    from periods
    left join summed
        on
            periods.entity = summed.entity
            and periods.period_grain = summed.period_grain
            and periods.segment = summed.segment
            and periods.segment_value = summed.segment_value
            and periods.period_index = summed.period_index

)

select * from growth
