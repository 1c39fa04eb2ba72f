{# grain: one row per split, model and segment #}
with

segments as (

    select * from {{ ref('int_clv_segments') }}

),

order_fits as (

    select * from {{ ref('int_clv_order_fits') }}
    union all
    select * from {{ ref('int_clv_order_segment_fits') }}

),

value_fits as (

    select * from {{ ref('int_clv_value_fits') }}
    union all
    select * from {{ ref('int_clv_value_segment_fits') }}

),

renewal_fits as (

    select * from {{ ref('int_clv_renewal_fits') }}

),

model_names as (

    select
        'bg_nbd' as model,
        0 as drops_at_start
    union all
    select
        'mbg_nbd' as model,
        1 as drops_at_start
    union all
    select
        'gamma_gamma' as model,
        null as drops_at_start
    union all
    select
        'sbg' as model,
        null as drops_at_start

),

-- every model and segment has its row, fitted or not: sBG is fitted for everybody only
expected as (

    select
        segments.*,
        model_names.model,
        2 * segments.segment_id + model_names.drops_at_start as order_fit_id,
        case when model_names.model = 'gamma_gamma' then segments.segment_id end as value_fit_id,
        case when model_names.model = 'sbg' then segments.segment_id end as renewal_fit_id

    from segments
    cross join model_names
    where model_names.model <> 'sbg' or (segments.segment = 'all' and segments.split = 'all')

),

parameters as (

    select
        expected.split,
        expected.model,
        expected.segment,
        coalesce(order_fits.fit_status, value_fits.fit_status, renewal_fits.fit_status, 'gated')
            as fit_status,
        case
            when
                coalesce(order_fits.fit_status, value_fits.fit_status, renewal_fits.fit_status) is null
                then coalesce(expected.gate_reason, 'no maximum found')
        end as fit_reason,
        expected.segment_id,
        cast(
            case when expected.model = 'gamma_gamma' then expected.repeat_customers else expected.customers end
            as bigint
        ) as customers,
        cast(coalesce(order_fits.iterations, value_fits.iterations, renewal_fits.iterations) as bigint)
            as iterations,
        order_fits.r,
        coalesce(order_fits.alpha, renewal_fits.alpha) as alpha,
        order_fits.a,
        order_fits.b,
        value_fits.p,
        value_fits.q,
        value_fits.v,
        renewal_fits.beta,
        coalesce(
            order_fits.log_likelihood, value_fits.log_likelihood, renewal_fits.log_likelihood
        ) as log_likelihood,
        case when expected.model = 'gamma_gamma' then expected.frequency_value_correlation end
            as frequency_value_correlation

    from expected
    left join order_fits on expected.order_fit_id = order_fits.fit_id
    left join value_fits on expected.value_fit_id = value_fits.fit_id
    left join renewal_fits on expected.renewal_fit_id = renewal_fits.fit_id

)

select * from parameters
