{# grain: one row per split, model, segment and horizon_days: repeat purchases to expect #}
with

-- the series or its Euler transform, as in int_clv_series: the one whose terms do not grow
newcomers as (

    select
        *,
        a + b - 1 + drops_at_start as c,
        case when a - 1 > r then r else a + b - 1 + drops_at_start - r end as first_parameter,
        case when a - 1 > r then b + drops_at_start else a - 1 end as second_parameter,
        least(a - 1, r) as exponent
    from {{ ref('int_clv_newcomers') }}

),

-- terms of the hypergeometric series until z^k < 1e-14
steps as (

    select numbers.number as k
    from (
        {{ number_spine(
            0, '(select cast(least(4000, ceil(-32.0 / ln(max(z))) + 32) as integer) from newcomers)'
        ) }}
    ) as numbers

),

factors as (

    select
        newcomers.split,
        newcomers.model,
        newcomers.segment,
        newcomers.horizon_days,
        steps.k,
        case
            when steps.k = 0 then 1.0
            else newcomers.z * {{ safe_divide(
                '(newcomers.first_parameter + steps.k - 1)'
                ~ ' * (newcomers.second_parameter + steps.k - 1)',
                '(newcomers.c + steps.k - 1) * steps.k'
            ) }}
        end as factor

    from newcomers
    cross join steps

),

terms as (

    select
        split,
        model,
        segment,
        horizon_days,
        {{ running_product('factor', ['split', 'model', 'segment', 'horizon_days'], 'k') }} as term

    from factors

),

series as (

    select
        split,
        model,
        segment,
        horizon_days,
        sum(term) as series

    from terms
    group by split, model, segment, horizon_days

),

expected as (

    select
        newcomers.split,
        newcomers.model,
        newcomers.segment,
        newcomers.horizon_days,
        case
            when newcomers.drops_at_start = 1
                then {{ safe_divide('newcomers.b', 'newcomers.a + newcomers.b') }}
            else 1.0
        end
        * {{ safe_divide('newcomers.c', 'newcomers.a - 1') }}
        * (1.0 - pow(1.0 - newcomers.z, newcomers.exponent) * series.series) as expected_orders

    from newcomers
    inner join series
        on
            newcomers.split = series.split
            and newcomers.model = series.model
            and newcomers.segment = series.segment
            and newcomers.horizon_days = series.horizon_days

),

rounded as (

    select
        split,
        model,
        segment,
        horizon_days,
        {{ round_significant('expected_orders', 9) }} as expected_orders

    from expected

)

select * from rounded
