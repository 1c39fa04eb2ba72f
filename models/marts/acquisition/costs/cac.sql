{# grain: one row per period_month, channel, variant, attribution_model and lag_basis #}
with

inputs as (

    select * from {{ ref('int_cac_inputs') }}

),

curves as (

    select * from {{ ref('response_curves') }}

),

variants as (

    -- media money over all new customers
    select
        period_month,
        channel,
        'blended' as variant,
        attribution_model,
        lag_basis,
        media_spend as spend,
        customers,
        is_complete
    from inputs

    union all

    -- media money over the new customers of paid channels
    select
        period_month,
        channel,
        'paid' as variant,
        attribution_model,
        lag_basis,
        media_spend as spend,
        paid_customers as customers,
        is_complete
    from inputs
    where is_paid

    union all

    -- media, salaries, tools and agencies over all new customers
    select
        period_month,
        channel,
        'fully_loaded' as variant,
        attribution_model,
        lag_basis,
        case
            when media_spend is not null or other_cost is not null
                then coalesce(media_spend, 0) + coalesce(other_cost, 0)
        end as spend,
        customers,
        is_complete
    from inputs

    union all

    -- media money over the orders of new customers: their first ones
    select
        period_month,
        channel,
        'new_customer_order' as variant,
        attribution_model,
        lag_basis,
        media_spend as spend,
        customers,
        is_complete
    from inputs

    union all

    -- what one more customer costs at the month's spend
    select
        period_month,
        channel,
        'marginal' as variant,
        attribution_model,
        lag_basis,
        media_spend as spend,
        customers,
        is_complete
    from inputs

),

divided as (

    select
        variants.*,
        case
            when variants.customers > 0
                then {{ safe_divide('variants.spend', 'variants.customers') }}
        end
            as average_cac,
        curves.fit_status,
        curves.elasticity,
        curves.elasticity_standard_error

    from variants
    left join curves
        on
            variants.channel = curves.channel
            and variants.attribution_model = curves.attribution_model
            and variants.lag_basis = curves.lag_basis
            and variants.variant = 'marginal'

),

flagged as (

    select
        period_month,
        channel,
        variant,
        attribution_model,
        lag_basis,
        case
            when variant = 'marginal' then {{ safe_divide('average_cac', 'elasticity') }}
            else average_cac
        end as cac,
        case
            when variant = 'marginal'
                then {{ safe_divide(
                    'average_cac * elasticity_standard_error', 'elasticity * elasticity'
                ) }}
        end as cac_standard_error,
        case
            -- money that brought nobody: never infinite, never dropped
            when spend > 0 and customers <= 0 then 'spend_without_customers'
            -- nobody knows what brought them
            when spend is null and customers > 0 and channel = '(unattributed)'
                then 'customers_without_channel'
            -- no report of spend is not a spend of nothing
            when spend is null and customers > 0 then 'customers_without_spend'
            when variant = 'marginal' and fit_status <> 'ok' then fit_status
        end as flag,
        is_complete,
        spend,
        customers

    from divided
    -- a row needs money or customers
    where spend is not null or customers > 0

),

typed as (

    select
        period_month,
        channel,
        variant,
        attribution_model,
        lag_basis,
        flag,
        is_complete,
        cast(spend as decimal(18, 6)) as spend,
        customers,
        cac,
        cac_standard_error

    from flagged

)

select * from typed
