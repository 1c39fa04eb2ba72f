{# grain: one row per period_month and channel with media spend or another cost of acquisition #}
with

spend as (

    select * from {{ ref('int_spend_valued') }}

),

allocated as (

    select * from {{ ref('int_allocated_costs') }}

),

media as (

    select
        {{ period_start('month', 'spend_date') }} as period_month,
        channel,
        cast(sum(spend) as decimal(18, 6)) as media_spend
    from spend
    group by {{ period_start('month', 'spend_date') }}, channel

),

running as (

    select
        period_month,
        channel,
        media_spend,
        sum(media_spend) over (partition by period_month) as month_spend,
        sum(media_spend) over (
            partition by period_month order by channel
            rows between unbounded preceding and current row
        ) as running_spend
    from media

),

-- a cost of all channels falls on them by what they spent; the running total is rounded, so that
-- the cents add up; in a month without media it is unallocated
spread as (

    select
        allocated.period_month,
        case
            when allocated.channel = 'all' then coalesce(running.channel, '(unallocated)')
            else allocated.channel
        end as channel,
        case
            when running.channel is null then allocated.amount
            else cast(
                {{ safe_divide('allocated.amount * running.running_spend', 'running.month_spend') }}
                as decimal(18, 6)
            )
            - cast(
                {{ safe_divide(
                    'allocated.amount * (running.running_spend - running.media_spend)',
                    'running.month_spend'
                ) }}
                as decimal(18, 6)
            )
        end as amount
    from allocated
    -- as many rows as channels that month for a cost of all, one for a cost of a channel
    left join running
        on
            allocated.channel = 'all'
            and allocated.period_month = running.period_month
            and running.month_spend > 0

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
