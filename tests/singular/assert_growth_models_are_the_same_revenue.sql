{# Every growth model adds up to the order-dated net revenue of each month, to the cent. #}
with

models as (

    select
        model,
        period_month,
        sum(component_value) as revenue
    from {{ ref('growth_models') }}
    group by model, period_month

),

names as (

    select distinct model from models

),

months as (

    select
        {{ period_start('month', 'date_day') }} as period_month,
        sum(net_revenue) as revenue
    from {{ ref('revenue_daily') }}
    group by {{ period_start('month', 'date_day') }}

),

expected as (

    select
        names.model,
        months.period_month,
        months.revenue
    from names
    cross join months

)

select
    coalesce(expected.model, models.model) as model,
    coalesce(expected.period_month, models.period_month) as period_month,
    expected.revenue as daily_revenue,
    models.revenue as model_revenue
from expected
full outer join models
    on expected.model = models.model and expected.period_month = models.period_month
where coalesce(expected.revenue, 0) <> coalesce(models.revenue, 0)
