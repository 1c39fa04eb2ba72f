{# grain: one row per metric, period_grain, period_start and component #}
{%- set key = 'metric, period_grain, period_start' %}
with

metric_values as (

    select * from {{ ref('metric_values') }} where change is not null

),

tree as (

    select * from {{ ref('metric_tree_contributions') }}

),

mixes as (

    select * from {{ ref('metric_mix_changes') }}

),

explained as (

    select
        {{ key }},
        component,
        method,
        contribution
    from tree

    -- a ratio that the tree does not divide further
    {% for component in ['mix', 'rate'] %}
    union all

    select
        {{ key }},
        '{{ component }}' as component,
        'kitagawa' as method,
        sum({{ component }}_contribution) as contribution
    from mixes
    where metric not in (select tree.metric from tree)
    group by {{ key }}
    {% endfor %}

),

explained_sums as (

    select
        {{ key }},
        sum(contribution) as contribution
    from explained
    group by {{ key }}

),

-- what the parts leave unexplained is a part of its own, but for what is only rounding
complete as (

    select * from explained

    union all

    select
        metric_values.metric,
        metric_values.period_grain,
        metric_values.period_start,
        '(unallocated)' as component,
        'sum' as method,
        metric_values.change - explained_sums.contribution as contribution

    from metric_values
    inner join explained_sums
        on
            metric_values.metric = explained_sums.metric
            and metric_values.period_grain = explained_sums.period_grain
            and metric_values.period_start = explained_sums.period_start
    where
        abs(metric_values.change - explained_sums.contribution)
        > 1e-12 * (abs(metric_values.value) + abs(metric_values.previous_value))

),

contributions as (

    select
        complete.metric,
        complete.period_grain,
        complete.period_start,
        complete.component,
        complete.method,
        metric_values.is_complete,
        metric_values.change as metric_change,
        complete.contribution,
        {{ safe_divide('complete.contribution', 'metric_values.change') }} as share

    from complete
    inner join metric_values
        on
            complete.metric = metric_values.metric
            and complete.period_grain = metric_values.period_grain
            and complete.period_start = metric_values.period_start

)

select * from contributions
