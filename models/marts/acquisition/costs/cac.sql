{# grain: one row per period_month, channel, variant, attribution_model and lag_basis #}
with

inputs as (

    select
        *,
        case
            when media_spend is not null or other_cost is not null
                then coalesce(media_spend, 0) + coalesce(other_cost, 0)
        end as full_cost
    from {{ ref('int_cac_inputs') }}

),

curves as (

    select * from {{ ref('response_curves') }}

),

{# variant -> the money and the customers it holds against each other -#}
{% set variants = {
    'blended': ('media_spend', 'customers'),
    'paid': ('media_spend', 'paid_customers'),
    'fully_loaded': ('full_cost', 'customers'),
    'new_customer_order': ('media_spend', 'customers'),
    'marginal': ('media_spend', 'customers'),
} -%}

variants as (
    {% for variant, (spend, customers) in variants.items() %}
    select
        period_month,
        channel,
        '{{ variant }}' as variant,
        attribution_model,
        lag_basis,
        is_complete,
        {{ spend }} as spend,
        {{ customers }} as customers
    from inputs
    {% if variant == 'paid' -%}
    where is_paid
    {% endif -%}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

divided as (

    select
        variants.*,
        curves.fit_status,
        curves.elasticity,
        curves.elasticity_standard_error,
        case
            when variants.customers > 0
                then {{ safe_divide('variants.spend', 'variants.customers') }}
        end as average_cac
    from variants
    left join curves
        on
            variants.variant = 'marginal'
            and variants.channel = curves.channel
            and variants.attribution_model = curves.attribution_model
            and variants.lag_basis = curves.lag_basis
    -- a row needs money or customers
    where variants.spend is not null or variants.customers > 0

),

flagged as (

    select
        period_month,
        channel,
        variant,
        attribution_model,
        lag_basis,
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
        cast(spend as decimal(18, 6)) as spend,
        customers,
        case
            -- what one more customer costs at the month's spend
            when variant = 'marginal' then {{ safe_divide('average_cac', 'elasticity') }}
            else average_cac
        end as cac,
        case
            when variant = 'marginal'
                then {{ safe_divide(
                    'average_cac * elasticity_standard_error', 'elasticity * elasticity'
                ) }}
        end as cac_standard_error

    from divided

)

select * from flagged
