
with

models as (

    select
        model,
        period_month,
        sum(component_value) as revenue
    from "warehouse"."revenue"."growth_models"
    group by model, period_month

),

names as (

    select distinct model from models

),

months as (

    select
        cast(date_trunc('month', date_day) as date) as period_month,
        sum(net_revenue) as revenue
    from "warehouse"."revenue"."revenue_daily"
    group by cast(date_trunc('month', date_day) as date)

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