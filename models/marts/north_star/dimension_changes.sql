{# grain: one row per metric, period, dimension and value that had any of it now or a period ago #}
{%- set of_value = 'partition by metric, period, dimension, dimension_value' %}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

cube as (

    select * from {{ ref('metric_cube') }}

),

first_periods as (

    select min(period) as first_period from cube where metric <> 'signups'

),

-- every cell meets itself a period earlier: its value now, and what it brings into the next period
sides as (

    select
        cube.*,
        0 as before_value,
        metric_value as after_value
    from cube

    union all

    select
        metric,
        {{ add_periods("'" ~ var('driver_grain') ~ "'", 'period', 1) }} as period,
        {{ driver_dimensions() | join(', ') }},
        metric_value,
        metric_value as before_value,
        0 as after_value
    from cube

),

cells as (

    select
        sides.metric,
        sides.period,
        {% for dimension in driver_dimensions() %}
        sides.{{ dimension }},
        {% endfor %}
        sum(sides.before_value) as before_value,
        sum(sides.after_value) as after_value

    from sides
    cross join first_periods
    cross join as_of
    where sides.period > first_periods.first_period and sides.period <= as_of.as_of_date
    group by
        sides.metric,
        sides.period,
        {% for dimension in driver_dimensions() %}
        sides.{{ dimension }}{{ ',' if not loop.last }}
        {% endfor %}

),

sliced as (

    {% for dimension in driver_dimensions() %}
    select
        metric,
        period,
        '{{ dimension }}' as dimension,
        {{ dimension }} as dimension_value,
        before_value,
        after_value
    from cells
    where {{ dimension }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

with_sums as (

    select
        *,
        count(*) over ({{ of_value }}) as cell_count,
        sum(before_value) over ({{ of_value }}) as sum_before,
        sum(after_value) over ({{ of_value }}) as sum_after

    from sliced

),

-- the ripple effect: had this value alone moved, its cells would all have moved in proportion;
-- where there was nothing to be in proportion to, evenly
rippled as (

    select
        *,
        case
            when sum_before <> 0 then before_value * {{ safe_divide('sum_after', 'sum_before') }}
            else {{ safe_divide('sum_after', 'cell_count') }}
        end as ripple_value

    from with_sums

),

changes as (

    select
        metric,
        period,
        dimension,
        dimension_value as value,
        cast(max(cell_count) as bigint) as cells,
        max(sum_before) as before_value,
        max(sum_after) as after_value,
        sum((after_value - before_value) * (after_value - before_value)) as squared_change,
        sum((after_value - ripple_value) * (after_value - ripple_value)) as squared_remainder

    from rippled
    group by metric, period, dimension, dimension_value

)

select * from changes
