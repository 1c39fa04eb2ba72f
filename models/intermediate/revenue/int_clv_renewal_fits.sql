{# grain: one row per data_id: sBG of monthly renewal #}
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
        segments.customers,
        methods.prior_precision,
        0.0 as prior_alpha,
        0.0 as prior_beta

    from segments
    cross join methods

),

fits as (

    {{ fit_sbg('groups', 'renewals') }}

),

ranked as (

    select
        *,
        case when fit_id % 2 = 0 then 'ok' else 'prior' end as fit_status,
        row_number() over (partition by data_id order by fit_id) as preference

    from fits
    where
        is_converged
        and least(alpha, beta) > {{ var('clv_parameter_bounds')[0] }}
        and greatest(alpha, beta) < {{ var('clv_parameter_bounds')[1] }}

),

chosen as (

    select
        data_id,
        customers,
        iterations,
        log_likelihood,
        fit_status,
        {{ round_significant('alpha') }} as alpha,
        {{ round_significant('beta') }} as beta

    from ranked
    where preference = 1

)

select * from chosen
