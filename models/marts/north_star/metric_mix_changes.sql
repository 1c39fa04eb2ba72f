{# grain: one row per metric, period_grain, period_start and channel #}
{%- set of_period = 'partition by metric, period_grain, period_start' -%}
{%- set ratios = {
    'average_order_value': ['net_revenue', 'orders'],
    'cac': ['spend', 'new_customers'],
} %}
with

days as (

    select * from {{ ref('channel_daily') }}

),

parts as (

    {% for metric, terms in ratios.items() %}
    {% set outer = loop %}
    {% for grain in ['day', 'week', 'month'] %}
    select
        '{{ metric }}' as metric,
        '{{ grain }}' as period_grain,
        {{ period_start(grain, 'date_day') }} as period_start,
        channel,
        cast(sum({{ terms[0] }}) as double) as numerator,
        cast(sum({{ terms[1] }}) as double) as denominator
    from days
    group by {{ period_start(grain, 'date_day') }}, channel
    {{ 'union all' if not (outer.last and loop.last) }}
    {% endfor %}
    {% endfor %}

),

shared as (

    select
        metric,
        period_grain,
        period_start,
        {{ add_periods('period_grain', 'period_start', 1) }} as next_period_start,
        channel,
        {{ safe_divide('denominator', 'sum(denominator) over (' ~ of_period ~ ')') }} as share,
        {{ safe_divide('numerator', 'denominator') }} as rate

    from parts

),

-- each channel meets itself a period earlier; one that came or went meets nothing
changes as (

    select
        coalesce(after_rows.metric, before_rows.metric) as metric,
        coalesce(after_rows.period_grain, before_rows.period_grain) as period_grain,
        coalesce(after_rows.period_start, before_rows.next_period_start) as period_start,
        coalesce(after_rows.channel, before_rows.channel) as channel,
        before_rows.share as share_before,
        after_rows.share as share_after,
        before_rows.rate as rate_before,
        after_rows.rate as rate_after

    from shared as after_rows
    full outer join shared as before_rows
        on
            after_rows.metric = before_rows.metric
            and after_rows.period_grain = before_rows.period_grain
            and after_rows.period_start = before_rows.next_period_start
            and after_rows.channel = before_rows.channel

),

with_totals as (

    select
        *,
        sum(share_before * rate_before) over ({{ of_period }}) as total_before,
        sum(share_after * rate_after) over ({{ of_period }}) as total_after
    from changes

),

contributions as (

    select
        metric,
        period_grain,
        period_start,
        channel,
        share_before,
        share_after,
        rate_before,
        rate_after,
        {{ kitagawa_mix(
            'share_before', 'share_after', 'rate_before', 'rate_after', 'total_before', 'total_after'
        ) }} as mix_contribution,
        {{ kitagawa_rate('share_before', 'share_after', 'rate_before', 'rate_after') }}
            as rate_contribution

    from with_totals
    -- a channel with a cost but no customer in both periods has no rate: it is in neither
    where coalesce(rate_before, rate_after) is not null
        and total_before is not null and total_after is not null

)

select * from contributions
