{# grain: one row per split, model, segment, horizon_days and frequency: how likely so many repeats are #}
with

newcomers as (

    select * from {{ ref('int_clv_newcomers') }}

),

frequencies as (

    select numbers.number as frequency
    from (
        {{ number_spine(0, var('clv_expectation_max_frequency')) }}
    ) as numbers

),

-- one more purchase: not lost after the last one, and in time
factors as (

    select
        newcomers.split,
        newcomers.model,
        newcomers.segment,
        newcomers.horizon_days,
        frequencies.frequency,
        newcomers.a,
        newcomers.b + frequencies.frequency + newcomers.drops_at_start - 1 as b_before,
        frequencies.frequency + newcomers.drops_at_start as chances_to_leave,
        case
            when frequencies.frequency + newcomers.drops_at_start = 0 then 1.0
            else {{ safe_divide(
                'newcomers.b + frequencies.frequency + newcomers.drops_at_start - 1',
                'newcomers.a + newcomers.b + frequencies.frequency + newcomers.drops_at_start - 1'
            ) }}
        end as stay_factor,
        case
            when frequencies.frequency = 0 then pow(1.0 - newcomers.z, newcomers.r)
            else newcomers.z
                * {{ safe_divide('newcomers.r + frequencies.frequency - 1', 'frequencies.frequency') }}
        end as purchase_factor

    from newcomers
    cross join frequencies

),

products as (

    select
        *,
        {{ running_product(
            'stay_factor', ['split', 'model', 'segment', 'horizon_days'], 'frequency'
        ) }} as stays,
        {{ running_product(
            'purchase_factor', ['split', 'model', 'segment', 'horizon_days'], 'frequency'
        ) }} as purchases

    from factors

),

with_fewer as (

    select
        *,
        -- chance of fewer purchases, had nobody ever left
        coalesce(sum(purchases) over (
            partition by split, model, segment, horizon_days order by frequency
            rows between unbounded preceding and 1 preceding
        ), 0.0) as fewer

    from products

),

-- so many and still here, or lost right after the last of at least so many
added as (

    select
        split,
        model,
        segment,
        horizon_days,
        frequency,
        stays * purchases
        + case
            when chances_to_leave = 0 then 0.0
            else stays * {{ safe_divide('a', 'b_before') }} * (1.0 - fewer)
        end as probability

    from with_fewer

),

chances as (

    select
        split,
        model,
        segment,
        horizon_days,
        frequency,
        {{ round_significant('probability', 9) }} as probability

    from added

)

select * from chances
