-- a missing rate is an error that names the currency and the day, never a rate of 1
select
    'orders' as source_table,
    currency,
    order_date as day_without_rate,
    count(*) as amounts
from {{ ref('fct_orders') }}
where exchange_rate is null
group by currency, order_date

union all

select
    'refunds' as source_table,
    currency,
    refund_date as day_without_rate,
    count(*) as amounts
from {{ ref('int_refunds_valued') }}
where refund_amount is null
group by currency, refund_date

union all

select
    'channel_spend' as source_table,
    currency,
    spend_date as day_without_rate,
    count(*) as amounts
from {{ ref('fct_channel_spend') }}
where spend is null
group by currency, spend_date

union all

select
    'cost_allocations' as source_table,
    allocations.currency,
    allocations.period_month as day_without_rate,
    count(*) as amounts
from {{ ref('cost_allocations') }} as allocations
inner join {{ ref('int_as_of') }} as as_of on allocations.period_month <= as_of.as_of_date
left join {{ ref('int_exchange_rates') }} as rates
    on
        allocations.currency = rates.currency
        and allocations.period_month >= rates.valid_from
        and allocations.period_month < rates.valid_until
where rates.rate is null
group by allocations.currency, allocations.period_month
