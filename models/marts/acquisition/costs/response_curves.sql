{# grain: one row per channel (or all), attribution_model and lag_basis with media spend #}
with

inputs as (

    select * from {{ ref('int_cac_inputs') }} where is_complete and media_spend is not null

),

-- customers = k * spend ^ elasticity is a line in logarithms; months without either have none
usable as (

    select
        channel,
        attribution_model,
        lag_basis,
        case when media_spend > 0 and customers > 0 then ln(cast(media_spend as double)) end
            as log_spend,
        case when media_spend > 0 and customers > 0 then ln(customers) end as log_customers
    from inputs

),

fitted as (

    select
        channel,
        attribution_model,
        lag_basis,
        count(log_spend) as months,
        regr_slope(log_customers, log_spend) as slope,
        regr_intercept(log_customers, log_spend) as intercept,
        regr_sxx(log_customers, log_spend) as spend_squares,
        regr_syy(log_customers, log_spend) as customer_squares
    from usable
    group by channel, attribution_model, lag_basis

),

with_errors as (

    select
        *,
        sqrt({{ safe_divide('spend_squares', 'months - 1') }}) as log_spend_deviation,
        sqrt(greatest(0.0, {{ safe_divide(
            safe_divide('customer_squares - slope * slope * spend_squares', 'months - 2'),
            'spend_squares'
        ) }})) as standard_error
    from fitted

),

judged as (

    select
        *,
        case
            when months < {{ var('response_curve_min_months') }} then 'too_few_months'
            when log_spend_deviation < {{ var('response_curve_min_log_deviation') }}
                then 'too_little_variation'
            -- a curve that may be flat gives a marginal cost without end
            when slope <= {{ var('response_curve_min_t') }} * standard_error
                then 'no_clear_response'
            else 'ok'
        end as fit_status
    from with_errors

),

curves as (

    select
        channel,
        attribution_model,
        lag_basis,
        fit_status,
        cast(months as integer) as months,
        -- rounded, because the last bits of a sum depend on how many threads took part
        round(log_spend_deviation, 9) as log_spend_deviation,
        case when fit_status = 'ok' then round(slope, 9) end as elasticity,
        case when fit_status = 'ok' then round(standard_error, 9) end as elasticity_standard_error,
        case when fit_status = 'ok' then round(exp(intercept), 9) end as scale,
        case
            when fit_status = 'ok'
                then round(
                    {{ safe_divide('slope * slope * spend_squares', 'customer_squares') }}, 9
                )
        end as r_squared

    from judged

)

select * from curves
