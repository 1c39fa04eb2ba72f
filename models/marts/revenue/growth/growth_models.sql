{# grain: one row per model, period_month and component #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

components as (

    select * from {{ ref('growth_components') }}

),

visit_months as (

    select * from {{ ref('int_visit_months') }}

),

models as (

    select
        model,
        period_month,
        component,
        volume_name as factor_1_name,
        value_name as factor_2_name,
        cast(null as {{ dbt.type_string() }}) as factor_3_name,
        cast(volume as double) as factor_1_value,
        {{ safe_divide('revenue', 'volume') }} as factor_2_value,
        cast(null as double) as factor_3_value,
        revenue as component_value
    from components

    union all

    -- S = visitors x the share of them that buys x what a buyer spends
    select
        'funnel' as model,
        period_month,
        'visitors' as component,
        'uv' as factor_1_name,
        'cvr' as factor_2_name,
        'p' as factor_3_name,
        cast(visitors as double) as factor_1_value,
        {{ safe_divide('buyers', 'visitors') }} as factor_2_value,
        {{ safe_divide('visitor_revenue', 'buyers') }} as factor_3_value,
        visitor_revenue as component_value
    from visit_months
    where visitors > 0

    union all

    -- buyers never seen visiting are apart
    select
        'funnel' as model,
        period_month,
        '(unallocated)' as component,
        cast(null as {{ dbt.type_string() }}) as factor_1_name,
        cast(null as {{ dbt.type_string() }}) as factor_2_name,
        cast(null as {{ dbt.type_string() }}) as factor_3_name,
        cast(null as double) as factor_1_value,
        cast(null as double) as factor_2_value,
        cast(null as double) as factor_3_value,
        other_revenue as component_value
    from visit_months
    where other_revenue is not null

),

growth_models as (

    select
        models.model,
        models.period_month,
        models.component,
        models.factor_1_name,
        models.factor_2_name,
        models.factor_3_name,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'models.period_month') }} as is_complete,
        models.factor_1_value,
        models.factor_2_value,
        models.factor_3_value,
        cast(models.component_value as decimal(18, 2)) as component_value,
        {{ safe_divide(
            'models.component_value',
            'sum(models.component_value) over (partition by models.model, models.period_month)'
        ) }} as revenue_share

    from models
    cross join as_of

)

select * from growth_models
