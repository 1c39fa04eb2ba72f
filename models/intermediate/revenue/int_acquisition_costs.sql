{# grain: one row per period_month and channel with media spend or another cost of acquisition; all sums them #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

spend as (

    select * from {{ ref('int_spend_valued') }}

),

allocations as (

    select * from {{ ref('cost_allocations') }} where cost_type <> 'variable'

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

media as (

    select
        {{ period_start('month', 'spend_date') }} as period_month,
        channel,
        sum(spend) as amount
    from spend
    group by {{ period_start('month', 'spend_date') }}, channel

),

overheads as (

    select
        {{ period_start('month', 'allocations.period_month') }} as period_month,
        allocations.channel,
        sum(allocations.amount * rates.rate) as amount

    from allocations
    inner join as_of on allocations.period_month <= as_of.as_of_date
    left join rates
        on
            allocations.currency = rates.currency
            and allocations.period_month >= rates.valid_from
            and allocations.period_month < rates.valid_until
    group by {{ period_start('month', 'allocations.period_month') }}, allocations.channel

),

month_media as (

    select
        period_month,
        sum(amount) as amount
    from media
    group by period_month

),

-- a cost of all channels falls on them by what they spent; without media it stays unallocated
spread as (

    select
        media.period_month,
        media.channel,
        overheads.amount * {{ safe_divide('media.amount', 'month_media.amount') }} as amount
    from overheads
    inner join month_media on overheads.period_month = month_media.period_month
    inner join media on overheads.period_month = media.period_month
    where overheads.channel = 'all' and month_media.amount > 0

    union all

    select
        overheads.period_month,
        case when overheads.channel = 'all' then '(unallocated)' else overheads.channel end as channel,
        overheads.amount
    from overheads
    left join month_media on overheads.period_month = month_media.period_month
    where overheads.channel <> 'all' or coalesce(month_media.amount, 0) <= 0

),

either as (

    select
        period_month,
        channel,
        amount as media_spend,
        cast(null as double) as other_cost
    from media

    union all

    select
        period_month,
        channel,
        cast(null as decimal(18, 2)) as media_spend,
        amount as other_cost
    from spread

),

scoped as (

    select * from either

    union all

    select
        period_month,
        'all' as channel,
        media_spend,
        other_cost
    from either

),

costs as (

    select
        period_month,
        channel,
        cast(sum(media_spend) as decimal(18, 2)) as media_spend,
        cast(coalesce(sum(media_spend), 0) + coalesce(sum(other_cost), 0) as decimal(18, 2))
            as full_cost

    from scoped
    group by period_month, channel

)

select * from costs
