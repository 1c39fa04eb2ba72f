{# grain: one row per metric, period_grain, period_start and component: a node and one of its parts #}
{%- set most_factors = 5 -%}
{%- set key = 'metric, period_grain, period_start' -%}
{%- set factors = [] -%}
{%- for number in range(1, most_factors + 1) -%}
    {%- do factors.append(['before_' ~ number, 'after_' ~ number]) -%}
{%- endfor %}
with

changes as (

    select * from {{ ref('metric_tree_changes') }}

),

-- one row per node: its factors side by side, 1 where it has fewer
products as (

    select
        {{ key }},
        {% for number in range(1, most_factors + 1) %}
        coalesce(max(case when part_number = {{ number }} then term_before end), 1.0)
            as before_{{ number }},
        coalesce(max(case when part_number = {{ number }} then term_after end), 1.0)
            as after_{{ number }}{{ ',' if not loop.last }}
        {% endfor %}

    from changes
    where node_relation = 'product'
    group by {{ key }}

),

factored as (

    {% for number in range(1, most_factors + 1) %}
    select
        {{ key }},
        {{ number }} as part_number,
        {{ product_method(factors) }} as method,
        {{ product_contribution(factors, number - 1) }} as contribution
    from products
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

contributions as (

    select
        changes.metric,
        changes.period_grain,
        changes.period_start,
        changes.component,
        changes.relation,
        coalesce(factored.method, 'sum') as method,
        changes.part_before,
        changes.part_after,
        case
            when changes.node_relation = 'sum' then changes.term_after - changes.term_before
            else factored.contribution
        end as contribution

    from changes
    left join factored
        on
            changes.node_relation = 'product'
            and changes.metric = factored.metric
            and changes.period_grain = factored.period_grain
            and changes.period_start = factored.period_start
            and changes.part_number = factored.part_number

)

select * from contributions
