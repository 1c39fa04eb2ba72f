{# grain: one row per metric, period, dimension and value that had any of it now or a period ago #}
{%- set of_value = 'partition by metric, period, dimension, dimension_value' %}
with

cells as (

    select * from {{ ref('metric_cube_changes') }}

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
