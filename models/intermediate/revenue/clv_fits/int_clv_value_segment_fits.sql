{# grain: one row per fit_id: Gamma-Gamma of each segment, drawn towards that of everybody #}
with

segments as (

    select *
    from {{ ref('int_clv_segments') }}
    where gate_reason is null and split = 'all' and segment <> 'all' and repeat_customers > 0

),

everybody as (

    select fits.*
    from {{ ref('int_clv_value_fits') }} as fits
    inner join {{ ref('int_clv_segments') }} as segments on fits.fit_id = segments.segment_id
    where segments.split = 'all' and segments.segment = 'all'

),

groups as (

    select
        segments.segment_id as fit_id,
        2 * segments.segment_id as data_id,
        null as sample_id,
        segments.repeat_customers as customers,
        1.0 / pow({{ var('clv_shrinkage_sd_log') }}, 2) as prior_precision,
        null as fallback_precision,
        ln(everybody.p) as prior_p,
        ln(everybody.q) as prior_q,
        ln(everybody.v) as prior_v

    from segments
    cross join everybody

),

fits as (

    {{ fit_gamma_gamma('groups', ref('int_clv_spendings'), ref('int_clv_spending_counts')) }}

)

select * from fits
