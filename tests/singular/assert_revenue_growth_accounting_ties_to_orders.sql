-- the revenue of all days together is that of the valid orders of known people
with

accounted as (

    select sum(net_revenue) as net_revenue
    from {{ ref('revenue_growth_accounting') }}
    where period_grain = 'day' and segment = 'all'

),

ordered as (

    select sum(net_revenue) as net_revenue
    from {{ ref('fct_orders') }}
    where is_valid and person_id <> '(guest)' and {{ is_counted() }}

)

select
    accounted.net_revenue as accounted_revenue,
    ordered.net_revenue as ordered_revenue
from accounted
cross join ordered
where coalesce(accounted.net_revenue, 0) <> coalesce(ordered.net_revenue, 0)
