{# grain: one row per period_month and channel (or all) with a salary, tool or agency cost #}
with

allocations as (

    select * from {{ ref('cost_allocations') }} where cost_type <> 'variable'

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

as_of as (

    select as_of_date from {{ ref('int_as_of') }}

),

converted as (

    select
        {{ period_start('month', 'allocations.period_month') }} as period_month,
        allocations.channel,
        allocations.amount * rates.rate as amount
    from allocations
    inner join as_of on allocations.period_month <= as_of.as_of_date
    left join rates
        on
            allocations.currency = rates.currency
            and allocations.period_month >= rates.valid_from
            and allocations.period_month < rates.valid_until

),

-- one cost without a rate voids the sum
summed as (

    select
        period_month,
        channel,
        case when count(*) = count(amount) then cast(sum(amount) as decimal(18, 6)) end as amount

    from converted
    group by period_month, channel

)

select * from summed
