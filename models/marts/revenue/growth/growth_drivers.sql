{# grain: one row per model, period_month, component and factor; the first month of all has no previous one #}
{%- set two = [['before_1', 'after_1'], ['before_2', 'after_2']] -%}
{%- set three = two + [['before_3', 'after_3']] %}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

components as (

    select
        model,
        period_month,
        component,
        factor_1_name,
        factor_2_name,
        factor_3_name,
        factor_1_value,
        factor_2_value,
        factor_3_value,
        cast(component_value as double) as component_value

    from {{ ref('growth_models') }}

),

first_months as (

    select min(period_month) as first_month from components

),

-- each component meets itself a month earlier; one that came or went meets nothing
changes as (

    select
        coalesce(after_rows.model, before_rows.model) as model,
        coalesce(after_rows.component, before_rows.component) as component,
        coalesce(
            after_rows.period_month,
            cast({{ dbt.dateadd('month', 1, 'before_rows.period_month') }} as date)
        ) as period_month,
        coalesce(after_rows.factor_1_name, before_rows.factor_1_name) as factor_1_name,
        coalesce(after_rows.factor_2_name, before_rows.factor_2_name) as factor_2_name,
        coalesce(after_rows.factor_3_name, before_rows.factor_3_name) as factor_3_name,
        before_rows.factor_1_value as before_1,
        after_rows.factor_1_value as after_1,
        before_rows.factor_2_value as before_2,
        after_rows.factor_2_value as after_2,
        before_rows.factor_3_value as before_3,
        after_rows.factor_3_value as after_3,
        coalesce(before_rows.component_value, 0) as before_value,
        coalesce(after_rows.component_value, 0) as after_value

    from components as after_rows
    full outer join components as before_rows
        on
            after_rows.model = before_rows.model
            and after_rows.component = before_rows.component
            and after_rows.period_month
            = cast({{ dbt.dateadd('month', 1, 'before_rows.period_month') }} as date)

),

periods as (

    select changes.*
    from changes
    cross join first_months
    cross join as_of
    where changes.period_month > first_months.first_month and changes.period_month <= as_of.as_of_date

),

contributions as (

    -- a component without factors is its own only factor
    select
        model,
        period_month,
        component,
        'component' as factor,
        'sum' as method,
        before_value as factor_before,
        after_value as factor_after,
        after_value - before_value as contribution,
        after_value - before_value as contribution_shapley
    from periods
    where factor_1_name is null

    {% for factors, condition in [
        (two, 'factor_1_name is not null and factor_3_name is null'), (three, 'factor_3_name is not null')
    ] %}
    {% for pair in factors %}
    union all

    select
        model,
        period_month,
        component,
        factor_{{ loop.index }}_name as factor,
        {{ product_method(factors) }} as method,
        {{ pair[0] }} as factor_before,
        {{ pair[1] }} as factor_after,
        -- months without revenue on either side leave ratios undefined: nothing changed
        coalesce(
            {{ product_contribution(factors, loop.index0) }},
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution,
        coalesce(
            {{ shapley_contribution(decomposition_pairs(factors), loop.index0) }},
            case when before_value = 0 and after_value = 0 then 0 end
        ) as contribution_shapley
    from periods
    where {{ condition }}
    {% endfor %}
    {% endfor %}

),

drivers as (

    select
        contributions.model,
        contributions.period_month,
        contributions.component,
        contributions.factor,
        contributions.method,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'contributions.period_month') }} as is_complete,
        contributions.factor_before,
        contributions.factor_after,
        contributions.contribution,
        contributions.contribution_shapley,
        {{ safe_divide(
            'contributions.contribution',
            'sum(contributions.contribution) over '
            ~ '(partition by contributions.model, contributions.period_month)'
        ) }} as change_share

    from contributions
    cross join as_of

)

select * from drivers
