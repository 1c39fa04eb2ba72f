{# grain: one row per fit_id: Gamma-Gamma of everybody #}
with

segments as (

    select *
    from {{ ref('int_clv_segments') }}
    where gate_reason is null and segment = 'all' and repeat_customers > 0

),

groups as (

    select
        segment_id as fit_id,
        2 * segment_id as data_id,
        case when has_sample then 2 * segment_id + 1 end as sample_id,
        repeat_customers as customers,
        0.0 as prior_precision,
        1.0 / pow({{ var('clv_prior_sd_log') }}, 2) as fallback_precision,
        0.0 as prior_p,
        ln(3.0) as prior_q,
        ln(median_value) as prior_v

    from segments

),

fits as (

    {{ fit_gamma_gamma('groups', ref('int_clv_spendings'), ref('int_clv_spending_counts')) }}

)

select * from fits
