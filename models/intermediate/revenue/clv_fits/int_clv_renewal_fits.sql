{# grain: one row per fit_id: sBG of monthly renewal #}
with

segments as (

    select *
    from {{ ref('int_clv_segments') }}
    where gate_reason is null and split = 'all' and segment = 'all'

),

renewals as (

    select
        segments.segment_id as data_id,
        renewals.renewal_number,
        renewals.kept,
        renewals.lost

    from {{ ref('int_clv_renewals') }} as renewals
    inner join segments on renewals.split = segments.split

),

groups as (

    select
        segment_id as fit_id,
        segment_id as data_id,
        null as sample_id,
        customers,
        0.0 as prior_precision,
        1.0 / pow({{ var('clv_prior_sd_log') }}, 2) as fallback_precision,
        0.0 as prior_alpha,
        0.0 as prior_beta

    from segments

),

fits as (

    {{ fit_sbg('groups', 'renewals') }}

)

select * from fits
