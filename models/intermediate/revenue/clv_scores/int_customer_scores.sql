{# grain: one row per split and person_id with a valid order #}
{%- set drops = 1 if var('clv_model') == 'mbg_nbd' else 0 %}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

scorers as (

    select * from {{ ref('int_clv_scorers') }}

),

gains as (

    select * from {{ ref('int_clv_gains') }}

),

alive as (

    select
        statistics.*,
        scorers.scorer_id,
        scorers.scored_by,
        scorers.fit_status,
        scorers.fit_reason,
        scorers.r,
        scorers.alpha,
        {% if drops == 0 -%}
        -- in BG/NBD nobody is lost before the second order
        case
            when statistics.frequency = 0 and scorers.r is not null then 1.0
            else
        {%- endif %}
        1.0 / (
            1.0 + {{ safe_divide('scorers.a', 'scorers.b + statistics.frequency - ' ~ (1 - drops)) }}
            * exp(least(700.0, (scorers.r + statistics.frequency) * (
                ln(scorers.alpha * {{ var('clv_time_unit_days') }} + statistics.age_days)
                - ln(scorers.alpha * {{ var('clv_time_unit_days') }} + statistics.recency_days)
            )))
        )
        {%- if drops == 0 %} end {%- endif %} as p_alive,
        -- the population's mean purchase and the customer's own, by what each is worth knowing
        case
            -- no Gamma-Gamma: all spend alike (one price), or their means have no mean; everybody's it is
            when scorers.r is not null and scorers.p is null then scorers.mean_value
            when statistics.frequency > 0 and statistics.monetary_value > 0
                then scorers.p * (scorers.v + statistics.frequency * statistics.monetary_value)
                    / (scorers.p * statistics.frequency + scorers.q - 1)
            else scorers.p * scorers.v / (scorers.q - 1)
        end as expected_order_value

    from statistics
    inner join scorers
        on statistics.split = scorers.split and statistics.channel = scorers.channel

),

scored as (

    select
        alive.split,
        alive.person_id,
        alive.channel,
        alive.first_order_date,
        alive.last_order_date,
        alive.scored_by,
        alive.fit_status,
        alive.fit_reason,
        alive.frequency,
        alive.recency_days,
        alive.age_days,
        alive.orders,
        alive.net_revenue,
        alive.contribution_margin,
        alive.monetary_value,
        alive.holdout_frequency,
        alive.holdout_revenue,
        alive.p_alive,
        alive.expected_order_value,
        alive.p_alive * gains.gain_90d as expected_orders_90d,
        {% for month in range(1, 13) -%}
        alive.p_alive * gains.gain_{{ month }}m as expected_orders_{{ month }}m,
        {% endfor -%}
        alive.p_alive * gains.gain_holdout as expected_orders_holdout,
        -- nobody drops out before the next order, so the chance of silence has a closed form
        alive.p_alive * (
            1.0 - exp(
                -1.0 * (alive.r + alive.frequency) * ln(
                    1.0 + {{ var('clv_backtest_days') }}
                    / nullif(alive.alpha * {{ var('clv_time_unit_days') }} + alive.age_days, 0)
                )
            )
        ) as p_active_holdout,
        alive.p_alive * gains.gain_discounted as expected_orders_discounted

    from alive
    left join gains
        on
            alive.scorer_id = gains.scorer_id
            and alive.frequency = gains.frequency
            and alive.age_days = gains.age_days

)

select * from scored
