{# grain: one row per entity, period_grain, period_index, segment and segment_value, no gaps #}
with

growth_sums as (

    select * from {{ ref('int_growth_sums') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

series as (

    select
        entity,
        period_grain,
        segment,
        segment_value,
        min(period_index) as first_index

    from growth_sums
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
        coalesce(growth_sums.new_people, 0) as new_people,
        coalesce(growth_sums.retained_people, 0) as retained_people,
        coalesce(growth_sums.resurrected_people, 0) as resurrected_people,
        coalesce(growth_sums.churned_people, 0) as churned_people,
        coalesce(growth_sums.active_people, 0) as active_people,
        coalesce(growth_sums.net_revenue, 0) as net_revenue,
        coalesce(growth_sums.new_revenue, 0) as new_revenue,
        coalesce(growth_sums.retained_revenue, 0) as retained_revenue,
        coalesce(growth_sums.resurrected_revenue, 0) as resurrected_revenue,
        coalesce(growth_sums.expansion_revenue, 0) as expansion_revenue,
        coalesce(growth_sums.contraction_revenue, 0) as contraction_revenue,
        coalesce(growth_sums.churned_revenue, 0) as churned_revenue

    from periods
    left join growth_sums
        on
            periods.entity = growth_sums.entity
            and periods.period_grain = growth_sums.period_grain
            and periods.segment = growth_sums.segment
            and periods.segment_value = growth_sums.segment_value
            and periods.period_index = growth_sums.period_index

)

select * from growth
