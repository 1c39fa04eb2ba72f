{# grain: one row per metric, period, dimension and value #}
{%- set in_period = 'partition by metric, period' -%}
{%- set in_dimension = 'partition by metric, period, dimension' %}
{%- set has_power -%}
    explanatory_power > {{ var('driver_min_power') }} and surprise is not null
{%- endset %}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

changes as (

    select
        *,
        sum(before_value) over ({{ in_dimension }}) as total_before,
        sum(after_value) over ({{ in_dimension }}) as total_after,
        sum(squared_change) over ({{ in_dimension }}) as total_squared_change,
        -- parts of less than nothing (refunds) are no shares of a whole
        min(least(before_value, after_value)) over ({{ in_dimension }}) as least_value

    from {{ ref('dimension_changes') }}

),

shared as (

    select
        *,
        {{ safe_divide('before_value', 'case when least_value >= 0 then total_before end') }}
            as share_before,
        {{ safe_divide('after_value', 'case when least_value >= 0 then total_after end') }}
            as share_after,
        {{ safe_divide('after_value - before_value', 'total_after - total_before') }}
            as explanatory_power,
        -- how much nearer to the truth the ripple comes than "nothing changed"
        squared_change - squared_remainder as gain

    from changes

),

surprised as (

    select
        *,
        {{ surprise('share_before', 'share_after') }} as surprise
    from shared

),

-- Adtributor walks a dimension from its most surprising value on and keeps those with power enough
walked as (

    select
        *,
        sum(surprise) over ({{ in_dimension }}) as dimension_surprise,
        coalesce({{ has_power }}, false) as has_power,
        sum(case when {{ has_power }} then explanatory_power else 0 end) over (
            {{ in_dimension }}
            order by surprise desc nulls last, value asc
            rows between unbounded preceding and current row
        ) as power_so_far,
        sum(gain) over (
            {{ in_dimension }}
            order by gain desc, value asc
            rows between unbounded preceding and current row
        ) as gain_so_far

    from surprised

),

-- … until they explain enough together; a dimension whose values never do explains nothing
explained as (

    select
        *,
        has_power
        and power_so_far - explanatory_power <= {{ var('driver_min_total_power') }}
        and max(power_so_far) over ({{ in_dimension }}) > {{ var('driver_min_total_power') }}
            as is_explanation

    from walked

),

dimensions as (

    select
        metric,
        period,
        dimension,
        row_number() over (
            {{ in_period }}
            order by
                sum(case when is_explanation then surprise end) desc nulls last,
                max(dimension_surprise) desc nulls last,
                dimension asc
        ) as dimension_rank

    from explained
    group by metric, period, dimension

),

drivers as (

    select
        explained.metric,
        explained.period,
        explained.dimension,
        explained.value,
        '{{ var("driver_grain") }}' as period_grain,
        as_of.as_of_date
        >= {{ add_periods("'" ~ var('driver_grain') ~ "'", 'explained.period', 1) }} as is_complete,
        explained.is_explanation,
        dimensions.dimension_rank = 1 and explained.is_explanation as is_root_cause,
        cast(dimensions.dimension_rank as bigint) as dimension_rank,
        cast(row_number() over (
            partition by explained.metric, explained.period
            order by
                dimensions.dimension_rank asc,
                explained.is_explanation desc,
                explained.surprise desc nulls last,
                abs(explained.after_value - explained.before_value) desc,
                explained.value asc
        ) as bigint) as rank,
        explained.before_value,
        explained.after_value,
        explained.after_value - explained.before_value as change,
        explained.explanatory_power,
        explained.surprise,
        explained.dimension_surprise,
        {{ potential_score('explained.gain', 'explained.total_squared_change') }}
            as potential_score,
        {{ potential_score('explained.gain_so_far', 'explained.total_squared_change') }}
            as set_potential_score

    from explained
    inner join dimensions
        on
            explained.metric = dimensions.metric
            and explained.period = dimensions.period
            and explained.dimension = dimensions.dimension
    cross join as_of

)

select * from drivers
