{# grain: one row per ratio, dimension, period_month and value; the first month of all has no previous one #}
{%- set ratios = {
    'revenue_per_order': 'sum(net_revenue)',
    'margin_per_order': 'sum(contribution_margin)',
    'repeat_order_rate': "count(case when customer_type = 'repeat' then 1 end)"
} -%}
{%- set dimensions = ['channel', 'tier', 'customer_type'] %}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

orders as (

    select * from {{ ref('int_order_values') }}

),

parts as (

    {% for ratio, numerator in ratios.items() %}
    {% set ratio_loop = loop %}
    {% for dimension in dimensions %}
    select
        '{{ ratio }}' as ratio,
        '{{ dimension }}' as dimension,
        period_month,
        {{ dimension }} as dimension_value,
        cast({{ numerator }} as double) as numerator,
        cast(count(*) as double) as denominator
    from orders
    group by period_month, {{ dimension }}
    {{ 'union all' if not (ratio_loop.last and loop.last) }}
    {% endfor %}
    {% endfor %}

),

shared as (

    select
        *,
        {{ safe_divide('numerator', 'denominator') }} as rate,
        {{ safe_divide(
            'denominator', 'sum(denominator) over (partition by ratio, dimension, period_month)'
        ) }} as share,
        cast({{ dbt.dateadd('month', 1, 'period_month') }} as date) as next_month

    from parts

),

changes as (

    select
        coalesce(after_rows.ratio, before_rows.ratio) as ratio,
        coalesce(after_rows.dimension, before_rows.dimension) as dimension,
        coalesce(after_rows.dimension_value, before_rows.dimension_value) as dimension_value,
        coalesce(after_rows.period_month, before_rows.next_month) as period_month,
        before_rows.share as share_before,
        after_rows.share as share_after,
        before_rows.rate as rate_before,
        after_rows.rate as rate_after

    from shared as after_rows
    full outer join shared as before_rows
        on
            after_rows.ratio = before_rows.ratio
            and after_rows.dimension = before_rows.dimension
            and after_rows.dimension_value = before_rows.dimension_value
            and after_rows.period_month = before_rows.next_month

),

-- the totals of both months; a month without orders has no ratio and so no change of one
with_totals as (

    select
        *,
        sum(share_before * rate_before) over (partition by ratio, dimension, period_month)
            as total_before,
        sum(share_after * rate_after) over (partition by ratio, dimension, period_month) as total_after

    from changes

),

drivers as (

    select
        with_totals.ratio,
        with_totals.dimension,
        with_totals.period_month,
        with_totals.dimension_value,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'with_totals.period_month') }} as is_complete,
        with_totals.share_before,
        with_totals.share_after,
        with_totals.rate_before,
        with_totals.rate_after,
        {{ kitagawa_mix(
            'with_totals.share_before', 'with_totals.share_after', 'with_totals.rate_before',
            'with_totals.rate_after', 'with_totals.total_before', 'with_totals.total_after'
        ) }} as mix_contribution,
        {{ kitagawa_rate(
            'with_totals.share_before', 'with_totals.share_after', 'with_totals.rate_before',
            'with_totals.rate_after'
        ) }}
            as rate_contribution

    from with_totals
    cross join as_of
    where with_totals.total_before is not null and with_totals.total_after is not null

)

select * from drivers
