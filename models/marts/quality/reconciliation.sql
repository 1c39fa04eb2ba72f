{# grain: one row per check and scope #}
with

row_counts as (

    select * from {{ ref('row_counts') }}

),

staged_events as (

    select * from {{ ref('stg_app__events') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

events as (

    select * from {{ ref('fct_events') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

staged_spend as (

    select spend.spend * rates.rate as spend

    from {{ ref('stg_ads__channel_spend') }} as spend
    inner join {{ ref('int_as_of') }} as as_of on spend.spend_date <= as_of.as_of_date
    left join {{ ref('int_exchange_rates') }} as rates
        on
            spend.currency = rates.currency
            and spend.spend_date >= rates.valid_from
            and spend.spend_date < rates.valid_until

),

spend as (

    select * from {{ ref('fct_channel_spend') }}

),

refunds as (

    select refunds.*
    from {{ ref('int_refunds_valued') }} as refunds

),

refund_months as (

    select * from {{ ref('refund_reconciliation') }}

),

-- all in one type: a union of several keeps no decimals, and half a cent would be rounded apart
checks as (

    -- every landed row is accepted, in quarantine, or an older delivery of an accepted one
    select
        'rows_landed' as check_name,
        source_table as scope,
        cast(rows_in as decimal(38, 6)) as source_total,
        cast(accepted_rows + quarantined_rows + duplicate_rows as decimal(38, 6)) as mart_total
    from row_counts

    union all

    -- every accepted event at or before the as-of is in the fact, whoever it belongs to
    select
        'events_placed' as check_name,
        'core.fct_events' as scope,
        (
            select cast(count(*) as decimal(38, 6)) from staged_events
            inner join as_of on staged_events.occurred_at <= as_of.as_of_at
        ) as source_total,
        (select cast(count(*) as decimal(38, 6)) from events) as mart_total

    union all

    select
        'spend_converted' as check_name,
        'core.fct_channel_spend' as scope,
        (select cast(coalesce(sum(spend), 0) as decimal(38, 6)) from staged_spend) as source_total,
        (select cast(coalesce(sum(spend), 0) as decimal(38, 6)) from spend) as mart_total

    union all

    -- every refund is in the revenue of its month, or beside it where its order brought none
    select
        'refunds_placed' as check_name,
        'revenue.refund_reconciliation' as scope,
        (select cast(coalesce(sum(refund_amount), 0) as decimal(38, 6)) from refunds)
            as source_total,
        (
            select
                cast(
                    coalesce(sum(refunds_refund_dated + refunds_without_revenue), 0)
                    as decimal(38, 6)
                )
            from refund_months
        ) as mart_total

    union all

    -- refunds dated to their orders and refunds dated to their day differ only by orphans
    select
        'refund_datings' as check_name,
        'core.fct_orders' as scope,
        (
            select cast(coalesce(sum(refunds.refund_amount), 0) as decimal(38, 6)) from refunds
            where refunds.order_id in (select orders.order_id from orders)
        ) as source_total,
        (select cast(coalesce(sum(refund_amount), 0) as decimal(38, 6)) from orders) as mart_total

    union all

    select
        'net_revenue_identity' as check_name,
        'core.fct_orders' as scope,
        (
            select
                cast(
                    coalesce(sum(gross_amount - discount_amount - refund_amount), 0)
                    as decimal(38, 6)
                )
            from orders
        ) as source_total,
        (select cast(coalesce(sum(net_revenue), 0) as decimal(38, 6)) from orders) as mart_total

),

reconciliation as (

    select
        checks.check_name as "check",
        checks.scope,
        row_counts.accepted_rows,
        row_counts.quarantined_rows,
        row_counts.duplicate_rows,
        cast(checks.source_total as decimal(18, 2)) as source_total,
        cast(checks.mart_total as decimal(18, 2)) as mart_total,
        cast(checks.source_total - checks.mart_total as decimal(18, 2)) as difference

    from checks
    left join row_counts
        on checks.check_name = 'rows_landed' and checks.scope = row_counts.source_table

)

select * from reconciliation
