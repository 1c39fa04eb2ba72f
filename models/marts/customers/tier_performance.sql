{# grain: one row per period_month and tier #}
with

history as (

    select * from {{ ref('tier_history') }}

),

entries as (

    select
        {{ period_start('month', local_date('valid_from')) }} as period_month,
        tier,
        count(*) as entered,
        count(*) filter (where reason = 'joined') as joined,
        count(*) filter (where reason = 'upgrade') as upgraded_in,
        count(*) filter (where reason = 'downgrade') as downgraded_in
    from history
    group by {{ period_start('month', local_date('valid_from')) }}, tier

),

exits as (

    select
        {{ period_start('month', local_date('valid_to')) }} as period_month,
        tier,
        count(*) as members_left
    from history
    where valid_to is not null
    group by {{ period_start('month', local_date('valid_to')) }}, tier

),

sales as (

    select
        {{ period_start('month', 'order_date') }} as period_month,
        tier_at_order as tier,
        count(*) as orders,
        count(distinct nullif(person_id, '(guest)')) as customers,
        sum(net_revenue) as net_revenue,
        sum(contribution_margin) as contribution_margin
    from {{ ref('fct_orders') }}
    where is_valid and {{ is_counted() }}
    group by {{ period_start('month', 'order_date') }}, tier_at_order

),

cells as (

    select
        period_month,
        tier
    from entries
    union distinct
    select
        period_month,
        tier
    from sales

),

-- a month without anything keeps its members
months as (

    select distinct
        month_start as period_month,
        month_start < max(month_start) over () as is_complete
    from {{ ref('dim_dates') }}
    where is_past and month_start >= (select min(cells.period_month) from cells)

),

counted as (

    select
        months.period_month,
        tiers.tier,
        months.is_complete,
        cast(
            sum(coalesce(entries.entered, 0) - coalesce(exits.members_left, 0))
                over (partition by tiers.tier order by months.period_month) as bigint
        ) as members,
        cast(coalesce(entries.joined, 0) as bigint) as joined,
        cast(coalesce(entries.upgraded_in, 0) as bigint) as upgraded_in,
        cast(coalesce(entries.downgraded_in, 0) as bigint) as downgraded_in,
        cast(coalesce(exits.members_left, 0) as bigint) as members_left,
        cast(coalesce(sales.customers, 0) as bigint) as customers,
        cast(coalesce(sales.orders, 0) as bigint) as orders,
        cast(coalesce(sales.net_revenue, 0) as decimal(18, 2)) as net_revenue,
        cast(coalesce(sales.contribution_margin, 0) as decimal(18, 2)) as contribution_margin

    from months
    cross join (select distinct tier from cells) as tiers
    left join entries
        on months.period_month = entries.period_month and tiers.tier = entries.tier
    left join exits on months.period_month = exits.period_month and tiers.tier = exits.tier
    left join sales on months.period_month = sales.period_month and tiers.tier = sales.tier

),

performance as (

    select
        *,
        members - joined - upgraded_in - downgraded_in + members_left as members_at_start,
        {{ safe_divide('net_revenue', 'orders') }} as average_order_value,
        {{ safe_divide('net_revenue', 'members') }} as revenue_per_member,
        {{ safe_divide('net_revenue', 'customers') }} as revenue_per_customer,
        {{ safe_divide('customers', 'members') }} as buying_member_rate,
        {{ safe_divide('net_revenue', 'sum(net_revenue) over (partition by period_month)') }}
            as revenue_share_rate
    from counted

)

select * from performance
