{# grain: one row per period_month and tier #}
with

as_of as (

    select as_of_date from {{ ref('int_as_of') }}

),

history as (

    select * from {{ ref('tier_history') }}

),

orders as (

    select * from {{ ref('fct_orders') }} where is_valid and {{ is_counted() }}

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
        count(distinct case when person_id <> '(guest)' then person_id end) as customers,
        sum(net_revenue) as net_revenue,
        sum(contribution_margin) as contribution_margin
    from orders
    group by {{ period_start('month', 'order_date') }}, tier_at_order

),

tiers as (

    select tier from history
    union distinct
    select tier from sales

),

first_months as (

    select min(period_month) as first_month
    from (
        select period_month from entries
        union all
        select period_month from sales
    ) as all_months

),

months as (

    select distinct dates.month_start as period_month
    from {{ ref('dim_dates') }} as dates
    inner join as_of on dates.date_day <= as_of.as_of_date
    inner join first_months on dates.month_start >= first_months.first_month

),

joined as (

    select
        months.period_month,
        tiers.tier,
        coalesce(entries.entered, 0) as entered,
        coalesce(entries.joined, 0) as joined,
        coalesce(entries.upgraded_in, 0) as upgraded_in,
        coalesce(entries.downgraded_in, 0) as downgraded_in,
        coalesce(exits.members_left, 0) as members_left,
        coalesce(sales.orders, 0) as orders,
        coalesce(sales.customers, 0) as customers,
        coalesce(sales.net_revenue, 0) as net_revenue,
        coalesce(sales.contribution_margin, 0) as contribution_margin

    from months
    cross join tiers
    left join entries
        on months.period_month = entries.period_month and tiers.tier = entries.tier
    left join exits on months.period_month = exits.period_month and tiers.tier = exits.tier
    left join sales on months.period_month = sales.period_month and tiers.tier = sales.tier

),

counted as (

    select
        *,
        sum(entered - members_left) over (partition by tier order by period_month) as members

    from joined

),

performance as (

    select
        counted.period_month,
        counted.tier,
        {{ add_days(dbt.dateadd('month', 1, 'counted.period_month'), 0) }} <= as_of.as_of_date
            as is_complete,
        cast(counted.members as bigint) as members,
        cast(counted.members - counted.entered + counted.members_left as bigint)
            as members_at_start,
        cast(counted.joined as bigint) as joined,
        cast(counted.upgraded_in as bigint) as upgraded_in,
        cast(counted.downgraded_in as bigint) as downgraded_in,
        cast(counted.members_left as bigint) as members_left,
        cast(counted.customers as bigint) as customers,
        cast(counted.orders as bigint) as orders,
        cast(counted.net_revenue as decimal(18, 2)) as net_revenue,
        cast(counted.contribution_margin as decimal(18, 2)) as contribution_margin,
        {{ safe_divide('counted.net_revenue', 'counted.orders') }} as average_order_value,
        {{ safe_divide('counted.net_revenue', 'counted.members') }} as revenue_per_member,
        {{ safe_divide('counted.net_revenue', 'counted.customers') }} as revenue_per_customer,
        {{ safe_divide('counted.customers', 'counted.members') }} as buying_member_rate,
        {{ safe_divide(
            'counted.net_revenue',
            'sum(counted.net_revenue) over (partition by counted.period_month)'
        ) }}
            as revenue_share_rate

    from counted
    cross join as_of

)

select * from performance
