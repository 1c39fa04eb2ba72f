{# grain: one row per data_id: Gamma-Gamma of each segment, drawn towards that of everybody #}
with

segments as (

    select *
    from {{ ref('int_clv_segments') }}
    where gate_reason is null and split = 'all' and segment <> 'all' and repeat_customers > 0

),

everybody as (

    select fits.*
    from {{ ref('int_clv_value_fits') }} as fits
    inner join {{ ref('int_clv_segments') }} as segments on fits.data_id = segments.segment_id
    where segments.split = 'all' and segments.segment = 'all'

),

customer_values as (

    select
        segments.segment_id as data_id,
        statistics.frequency,
        statistics.monetary_value

    from {{ ref('int_customer_statistics') }} as statistics
    inner join segments
        on statistics.split = segments.split and statistics.channel = segments.segment
    where statistics.frequency > 0 and statistics.monetary_value > 0

),

groups as (

    select
        segments.segment_id as fit_id,
        segments.segment_id as data_id,
        segments.repeat_customers as customers,
        1.0 / pow({{ var('clv_shrinkage_sd_log') }}, 2) as prior_precision,
        ln(everybody.p) as prior_p,
        ln(everybody.q) as prior_q,
        ln(everybody.v) as prior_v

    from segments
    cross join everybody

),

fits as (

    {{ fit_gamma_gamma('groups', 'customer_values') }}

),

rounded as (

    select
        data_id,
        customers,
        iterations,
        log_likelihood,
        'prior' as fit_status,
        {{ round_significant('p') }} as p,
        {{ round_significant('q') }} as q,
        {{ round_significant('v') }} as v

    from fits
    where is_converged and q > 1

)

select * from rounded
