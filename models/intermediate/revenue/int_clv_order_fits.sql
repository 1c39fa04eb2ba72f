{# grain: one row per data_id: BG/NBD and MBG/NBD of everybody #}
with

segments as (

    select * from {{ ref('int_clv_segments') }} where gate_reason is null and segment = 'all'

),

variants as (

    select 0 as drops_at_start
    union all
    select 1 as drops_at_start

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
        4 * segments.segment_id + 2 * variants.drops_at_start + methods.is_prior as fit_id,
        2 * segments.segment_id + variants.drops_at_start as data_id,
        segments.customers,
        methods.prior_precision,
        0.0 as prior_r,
        ln(greatest(segments.median_age_days, 1) / {{ var('clv_time_unit_days') }}) as prior_alpha,
        0.0 as prior_a,
        0.0 as prior_b

    from segments
    cross join variants
    cross join methods

),

fits as (

    {{ fit_btyd('groups', ref('int_clv_patterns'), ref('int_clv_counts')) }}

),

-- maximum likelihood where it found an inner maximum, else the fit with the weak prior
ranked as (

    select
        *,
        case when fit_id % 2 = 0 then 'ok' else 'prior' end as fit_status,
        row_number() over (partition by data_id order by fit_id) as preference

    from fits
    where
        is_converged
        and least(r, alpha, a, b) > {{ var('clv_parameter_bounds')[0] }}
        and greatest(r, a, b) < {{ var('clv_parameter_bounds')[1] }}

),

chosen as (

    select
        data_id,
        customers,
        iterations,
        log_likelihood,
        fit_status,
        {{ round_significant('r') }} as r,
        {{ round_significant('alpha') }} as alpha,
        {{ round_significant('a') }} as a,
        {{ round_significant('b') }} as b

    from ranked
    where preference = 1

)

select * from chosen
