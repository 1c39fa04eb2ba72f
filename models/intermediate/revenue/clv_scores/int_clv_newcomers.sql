{# grain: one row per split, model, segment and horizon_days: fits of orders, for somebody new #}
with

parameters as (

    select *
    from {{ ref('int_clv_parameters') }}
    where model in ('bg_nbd', 'mbg_nbd') and fit_status <> 'gated'

),

horizons as (

    {% for days in var('clv_expectation_days') %}
    select cast({{ days }} as integer) as horizon_days
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

newcomers as (

    select
        parameters.split,
        parameters.model,
        parameters.segment,
        horizons.horizon_days,
        parameters.r,
        -- a = 1 is a removable singularity of the expected orders
        case when abs(parameters.a - 1) < 0.000001 then 1.000001 else parameters.a end as a,
        parameters.b,
        -- in MBG/NBD somebody may be lost right after the first order
        case when parameters.model = 'mbg_nbd' then 1 else 0 end as drops_at_start,
        {{ safe_divide(
            'horizons.horizon_days',
            'parameters.alpha * ' ~ var('clv_time_unit_days') ~ ' + horizons.horizon_days'
        ) }} as z

    from parameters
    cross join horizons

)

select * from newcomers
