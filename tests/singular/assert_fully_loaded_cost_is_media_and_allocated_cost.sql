-- the money of fully loaded CAC is media plus every salary, tool and agency cost up to the as-of
with

allocated as (

    select coalesce(sum(allocations.amount * rates.rate), 0) as amount
    from {{ ref('cost_allocations') }} as allocations
    inner join {{ ref('int_as_of') }} as as_of on allocations.period_month <= as_of.as_of_date
    inner join {{ ref('int_exchange_rates') }} as rates
        on
            allocations.currency = rates.currency
            and allocations.period_month >= rates.valid_from
            and allocations.period_month < rates.valid_until
    where allocations.cost_type <> 'variable'

),

media as (

    select coalesce(sum(spend), 0) as spend from {{ ref('fct_channel_spend') }}

),

shown as (

    select coalesce(sum(spend), 0) as spend
    from {{ ref('cac') }}
    where
        channel = 'all'
        and variant = 'fully_loaded'
        and attribution_model = 'linear'
        and lag_basis = 'same_period'

)

select
    shown.spend,
    media.spend as media_spend,
    allocated.amount as allocated_amount
from shown
cross join media
cross join allocated
where abs(shown.spend - media.spend - allocated.amount) >= 0.005
