{# grain: one row per metric, period and combination of values, now or a period ago #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

cube as (

    select * from {{ ref('metric_cube') }}

),

-- the first period of the metric values has nothing before it
first_periods as (

    select min(period_start) as first_period
    from {{ ref('metric_bases') }}
    where period_grain = '{{ var("driver_grain") }}'

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

)

select * from cells
