{# grain: one row per period_month and channel with media spend or another cost of acquisition #}
with

spend as (

    select * from {{ ref('int_spend_valued') }}

),

allocations as (

    select * from {{ ref('cost_allocations') }} where cost_type <> 'variable'

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

as_of as (

    select as_of_date from {{ ref('int_as_of') }}

),

media as (

    select
        {{ period_start('month', 'spend_date') }} as period_month,
        channel,
        cast(sum(spend) as decimal(18, 6)) as media_spend
    from spend
    group by {{ period_start('month', 'spend_date') }}, channel

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

other as (

    select
        period_month,
        channel,
        cast(sum(amount) as decimal(18, 6)) as amount
    from converted
    group by period_month, channel

),

shared as (

    select
        period_month,
        amount
    from other
    where channel = 'all'

),

running as (

    select
        media.period_month,
        media.channel,
        media.media_spend,
        sum(media.media_spend) over (partition by media.period_month) as month_spend,
        sum(media.media_spend) over (
            partition by media.period_month order by media.channel
            rows between unbounded preceding and current row
        ) as running_spend
    from media

),

-- a cost of all channels falls on them by what they spent; the running total is rounded, so that
-- the cents add up; in a month without media it is unallocated
spread as (

    select
        running.period_month,
        running.channel,
        cast(
            {{ safe_divide('shared.amount * running.running_spend', 'running.month_spend') }}
            as decimal(18, 6)
        )
        - cast(
            {{ safe_divide(
                'shared.amount * (running.running_spend - running.media_spend)',
                'running.month_spend'
            ) }}
            as decimal(18, 6)
        ) as amount
    from running
    inner join shared on running.period_month = shared.period_month
    where running.month_spend > 0

    union all

    select
        shared.period_month,
        '(unallocated)' as channel,
        shared.amount
    from shared
    left join (select distinct period_month from running where month_spend > 0) as media_months
        on shared.period_month = media_months.period_month
    where media_months.period_month is null

    union all

    select
        period_month,
        channel,
        amount
    from other
    where channel <> 'all'

),

costs as (

    select
        period_month,
        channel,
        media_spend,
        null as other_cost
    from media

    union all

    select
        period_month,
        channel,
        null as media_spend,
        amount as other_cost
    from spread

),

summed as (

    select
        period_month,
        channel,
        cast(sum(media_spend) as decimal(18, 6)) as media_spend,
        cast(sum(other_cost) as decimal(18, 6)) as other_cost

    from costs
    group by period_month, channel

)

select * from summed
