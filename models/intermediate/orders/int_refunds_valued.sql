{# grain: one row per refund_id paid at or before the as-of #}
with

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

refunds as (

    select * from {{ ref('stg_shop__refunds') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

dated as (

    select
        refunds.*,
        {{ local_date('refunds.refunded_at') }} as refund_date

    from refunds
    inner join as_of on refunds.refunded_at <= as_of.as_of_at

),

valued as (

    select
        dated.refund_id,
        dated.order_id,
        dated.refunded_at,
        dated.refund_date,
        dated.currency,
        dated.reason,
        {{ in_reporting_currency('dated.amount', 'rates.rate') }} as refund_amount

    from dated
    left join rates
        on
            dated.currency = rates.currency
            and dated.refund_date >= rates.valid_from
            and dated.refund_date < rates.valid_until

)

select * from valued
