{# grain: one row per data_id: BG/NBD and MBG/NBD of each segment, drawn towards those of everybody #}
with

segments as (

    select *
    from {{ ref('int_clv_segments') }}
    where gate_reason is null and split = 'all' and segment <> 'all'

),

everybody as (

    select
        fits.*,
        fits.data_id % 2 as drops_at_start

    from {{ ref('int_clv_order_fits') }} as fits
    inner join {{ ref('int_clv_segments') }} as segments
        on fits.data_id - fits.data_id % 2 = 2 * segments.segment_id
    where segments.split = 'all' and segments.segment = 'all'

),

groups as (

    select
        2 * segments.segment_id + everybody.drops_at_start as fit_id,
        2 * segments.segment_id + everybody.drops_at_start as data_id,
        segments.customers,
        1.0 / pow({{ var('clv_shrinkage_sd_log') }}, 2) as prior_precision,
        ln(everybody.r) as prior_r,
        ln(everybody.alpha) as prior_alpha,
        ln(everybody.a) as prior_a,
        ln(everybody.b) as prior_b

    from segments
    cross join everybody

),

fits as (

    {{ fit_btyd('groups', ref('int_clv_patterns'), ref('int_clv_counts')) }}

),

rounded as (

    select
        data_id,
        customers,
        iterations,
        log_likelihood,
        'prior' as fit_status,
        {{ round_significant('r') }} as r,
        {{ round_significant('alpha') }} as alpha,
        {{ round_significant('a') }} as a,
        {{ round_significant('b') }} as b

    from fits
    where is_converged

)

select * from rounded
