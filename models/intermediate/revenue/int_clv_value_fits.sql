{# grain: one row per data_id: Gamma-Gamma of everybody #}
with

segments as (

    select *
    from {{ ref('int_clv_segments') }}
    where gate_reason is null and segment = 'all' and repeat_customers > 0

),

customer_values as (

    select
        segments.segment_id as data_id,
        statistics.frequency,
        statistics.monetary_value

    from {{ ref('int_customer_statistics') }} as statistics
    inner join segments on statistics.split = segments.split
    where statistics.frequency > 0 and statistics.monetary_value > 0

),

methods as (

    select
        0 as is_prior,
        0.0 as prior_precision
    union all
    select
        1 as is_prior,
        1.0 / pow({{ var('clv_prior_sd_log') }}, 2) as prior_precision

),

groups as (

    select
        2 * segments.segment_id + methods.is_prior as fit_id,
        segments.segment_id as data_id,
        segments.repeat_customers as customers,
        methods.prior_precision,
        0.0 as prior_p,
        ln(3.0) as prior_q,
        ln(segments.median_value) as prior_v

    from segments
    cross join methods

),

fits as (

    {{ fit_gamma_gamma('groups', 'customer_values') }}

),

-- with q <= 1 the mean purchase is infinite: no fit to score anybody with
ranked as (

    select
        *,
        case when fit_id % 2 = 0 then 'ok' else 'prior' end as fit_status,
        row_number() over (partition by data_id order by fit_id) as preference

    from fits
    where
        is_converged
        and q > 1
        and least(p, q) > {{ var('clv_parameter_bounds')[0] }}
        and greatest(p, q) < {{ var('clv_parameter_bounds')[1] }}

),

chosen as (

    select
        data_id,
        customers,
        iterations,
        log_likelihood,
        fit_status,
        {{ round_significant('p') }} as p,
        {{ round_significant('q') }} as q,
        {{ round_significant('v') }} as v

    from ranked
    where preference = 1

)

select * from chosen
