{# grain: one row per fit_id: BG/NBD and MBG/NBD of each segment, drawn towards those of everybody #}
with

segments as (

    select *
    from {{ ref('int_clv_segments') }}
    where gate_reason is null and split = 'all' and segment <> 'all'

),

everybody as (

    select fits.*
    from {{ ref('int_clv_order_fits') }} as fits
    inner join {{ ref('int_clv_segments') }} as segments
        on fits.fit_id - fits.drops_at_start = 2 * segments.segment_id
    where segments.split = 'all' and segments.segment = 'all'

),

groups as (

    select
        2 * segments.segment_id + everybody.drops_at_start as fit_id,
        2 * segments.segment_id as data_id,
        null as sample_id,
        everybody.drops_at_start,
        segments.customers,
        1.0 / pow({{ var('clv_shrinkage_sd_log') }}, 2) as prior_precision,
        null as fallback_precision,
        ln(everybody.r) as prior_r,
        ln(everybody.alpha) as prior_alpha,
        ln(everybody.a) as prior_a,
        ln(everybody.b) as prior_b

    from segments
    cross join everybody

),

fits as (

    {{ fit_btyd('groups', ref('int_clv_patterns'), ref('int_clv_counts')) }}

)

select * from fits
