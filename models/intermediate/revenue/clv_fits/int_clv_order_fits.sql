{# grain: one row per fit_id: BG/NBD and MBG/NBD of everybody #}
with

segments as (

    select * from {{ ref('int_clv_segments') }} where gate_reason is null and segment = 'all'

),

variants as (

    select 0 as drops_at_start
    union all
    select 1 as drops_at_start

),

groups as (

    select
        2 * segments.segment_id + variants.drops_at_start as fit_id,
        2 * segments.segment_id as data_id,
        case when segments.has_sample then 2 * segments.segment_id + 1 end as sample_id,
        variants.drops_at_start,
        segments.customers,
        0.0 as prior_precision,
        1.0 / pow({{ var('clv_prior_sd_log') }}, 2) as fallback_precision,
        0.0 as prior_r,
        ln(greatest(segments.median_age_days, 1) / {{ var('clv_time_unit_days') }}) as prior_alpha,
        0.0 as prior_a,
        0.0 as prior_b

    from segments
    cross join variants

),

fits as (

    {{ fit_btyd('groups', ref('int_clv_patterns'), ref('int_clv_counts')) }}

)

select * from fits
