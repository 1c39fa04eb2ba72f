{# grain: one row per period_month and tier #}
with

dates as (

    select * from {{ ref('dim_dates') }} where is_past

),

history as (

    select * from {{ ref('tier_history') }}

),

orders as (

    select * from {{ ref('fct_orders') }} where is_valid and {{ is_counted() }}

),

-- whatever happens to a tier: somebody comes (the reason says how), leaves or buys
facts as (

    select
        {{ period_start('month', local_date('valid_from')) }} as period_month,
        tier,
        reason as fact,
        null as customer_id,
        null as net_revenue,
        null as contribution_margin
    from history

    union all

    select
        {{ period_start('month', local_date('valid_to')) }} as period_month,
        tier,
        'left' as fact,
        null as customer_id,
        null as net_revenue,
        null as contribution_margin
    from history
    where valid_to is not null

    union all

    select
        {{ period_start('month', 'order_date') }} as period_month,
        tier_at_order as tier,
        'order' as fact,
        nullif(person_id, '(guest)') as customer_id,
        net_revenue,
        contribution_margin
    from orders

),

-- a month without any keeps its members
months as (

    select distinct
        month_start as period_month,
        month_start < max(month_start) over () as is_complete
    from dates
    where month_start >= (select min(facts.period_month) from facts)

),

counted as (

    select
        months.period_month,
        tiers.tier,
        months.is_complete,
        count(*) filter (where facts.fact = 'joined') as joined,
        count(*) filter (where facts.fact = 'upgrade') as upgraded_in,
        count(*) filter (where facts.fact = 'downgrade') as downgraded_in,
        count(*) filter (where facts.fact = 'left') as members_left,
        count(distinct facts.customer_id) as customers,
        count(*) filter (where facts.fact = 'order') as orders,
        cast(coalesce(sum(facts.net_revenue), 0) as decimal(18, 2)) as net_revenue,
        cast(coalesce(sum(facts.contribution_margin), 0) as decimal(18, 2)) as contribution_margin

    from months
    cross join (select distinct tier from facts) as tiers
    left join facts on months.period_month = facts.period_month and tiers.tier = facts.tier
    group by months.period_month, tiers.tier, months.is_complete

),

with_members as (

    select
        *,
        cast(
            sum(joined + upgraded_in + downgraded_in - members_left)
                over (partition by tier order by period_month) as bigint
        ) as members
    from counted

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
    from with_members

)

select * from performance
