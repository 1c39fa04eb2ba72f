{# grain: one row per metric, period_grain, period_start and component: a node and one of its parts #}
with

metric_values as (

    select * from {{ ref('metric_values') }}

),

registry as (

    select * from {{ ref('metrics') }}

),

-- a part without a relation drives its parent, but is no term of it
parts as (

    select
        parent as metric,
        metric as component,
        relation,
        case when relation = 'sum' then 'sum' else 'product' end as node_relation,
        row_number() over (partition by parent order by relation, metric) as part_number,
        count(*) over (partition by parent) as part_count

    from registry
    where parent is not null and relation is not null

),

changes as (

    select
        parts.metric,
        nodes.period_grain,
        nodes.period_start,
        parts.component,
        parts.relation,
        parts.node_relation,
        parts.part_number,
        parts.part_count,
        nodes.previous_value as node_before,
        nodes.value as node_after,
        part_values.previous_value as part_before,
        part_values.value as part_after

    from parts
    inner join metric_values as nodes on parts.metric = nodes.metric
    inner join metric_values as part_values
        on
            parts.component = part_values.metric
            and nodes.period_grain = part_values.period_grain
            and nodes.period_start = part_values.period_start
    where nodes.change is not null

),

-- the term that a part is in its parent; a ratio divides it
terms as (

    select
        *,
        case when relation = 'ratio' then {{ safe_divide(1, 'part_before') }} else part_before end
            as own_term_before,
        case when relation = 'ratio' then {{ safe_divide(1, 'part_after') }} else part_after end
            as own_term_after

    from changes

),

-- a period that does not have a ratio inherits the other's: whatever came or went is all volume
filled as (

    select
        metric,
        period_grain,
        period_start,
        component,
        relation,
        node_relation,
        cast(part_number as integer) as part_number,
        cast(part_count as integer) as part_count,
        node_before,
        node_after,
        part_before,
        part_after,
        coalesce(own_term_before, own_term_after, 0) as term_before,
        coalesce(own_term_after, own_term_before, 0) as term_after

    from terms

)

select * from filled
