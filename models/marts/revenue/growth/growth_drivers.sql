{# grain: one row per model, period_month, component and factor; the first month of all has no previous one #}
{%- set three = [['before_1', 'after_1'], ['before_2', 'after_2'], ['before_3', 'after_3']] %}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

components as (

    select
        *,
        cast({{ dbt.dateadd('month', 1, 'period_month') }} as date) as next_month
    from {{ ref('growth_models') }}

),

-- each component meets itself a month earlier; one that came or went meets nothing
changes as (

    select
        coalesce(after_rows.model, before_rows.model) as model,
        coalesce(after_rows.component, before_rows.component) as component,
        coalesce(after_rows.period_month, before_rows.next_month) as period_month,
        {%- for number in [1, 2, 3] %}
        coalesce(after_rows.factor_{{ number }}_name, before_rows.factor_{{ number }}_name)
            as factor_{{ number }}_name,
        before_rows.factor_{{ number }}_value as before_{{ number }},
        after_rows.factor_{{ number }}_value as after_{{ number }},
        {%- endfor %}
        coalesce(cast(before_rows.component_value as double), 0) as before_value,
        coalesce(cast(after_rows.component_value as double), 0) as after_value

    from components as after_rows
    full outer join components as before_rows
        on
            after_rows.model = before_rows.model
            and after_rows.component = before_rows.component
            and after_rows.period_month = before_rows.next_month

),

periods as (

    select
        changes.*,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'changes.period_month') }} as is_complete,
        -- months without revenue on either side leave ratios undefined: nothing changed
        case when changes.before_value = 0 and changes.after_value = 0 then 0 end as no_change

    from changes
    cross join as_of
    where
        changes.period_month > (select min(components.period_month) from components)
        and changes.period_month <= as_of.as_of_date

),

contributions as (

    -- a component without factors is its own only factor
    select
        model,
        period_month,
        component,
        is_complete,
        'component' as factor,
        'sum' as method,
        before_value as factor_before,
        after_value as factor_after,
        after_value - before_value as contribution,
        after_value - before_value as contribution_shapley
    from periods
    where factor_1_name is null

    {% for factors in [three[:2], three] %}
    {% for pair in factors %}
    union all

    select
        model,
        period_month,
        component,
        is_complete,
        factor_{{ loop.index }}_name as factor,
        {{ product_method(factors) }} as method,
        {{ pair[0] }} as factor_before,
        {{ pair[1] }} as factor_after,
        coalesce({{ product_contribution(factors, loop.index0) }}, no_change) as contribution,
        coalesce(
            {{ shapley_contribution(decomposition_pairs(factors), loop.index0) }}, no_change
        ) as contribution_shapley
    from periods
    where factor_{{ factors | length }}_name is not null
        {%- if factors | length == 2 %} and factor_3_name is null {%- endif %}
    {% endfor %}
    {% endfor %}

),

drivers as (

    select
        model,
        period_month,
        component,
        factor,
        method,
        is_complete,
        factor_before,
        factor_after,
        contribution,
        contribution_shapley,
        {{ safe_divide(
            'contribution', 'sum(contribution) over (partition by model, period_month)'
        ) }} as change_share
    from contributions

)

select * from drivers
