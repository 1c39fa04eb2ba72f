{# grain: one row per model, segment, horizon_days and frequency #}
with

chances as (

    select * from {{ ref('int_clv_newcomer_chances') }}

),

expected as (

    select * from {{ ref('int_clv_newcomer_orders') }}

),

accumulated as (

    select
        *,
        1.0 - coalesce(sum(probability) over (
            partition by split, model, segment, horizon_days order by frequency
            rows between unbounded preceding and 1 preceding
        ), 0.0) as probability_or_more

    from chances

),

expectations as (

    select
        accumulated.model,
        case when accumulated.split = 'backtest' then '(backtest)' else accumulated.segment end
            as segment,
        accumulated.horizon_days,
        accumulated.frequency,
        expected.expected_orders,
        accumulated.probability,
        {{ round_significant('greatest(accumulated.probability_or_more, 0.0)', 9) }}
            as probability_or_more

    from accumulated
    inner join expected
        on
            accumulated.split = expected.split
            and accumulated.model = expected.model
            and accumulated.segment = expected.segment
            and accumulated.horizon_days = expected.horizon_days

)

select * from expectations
