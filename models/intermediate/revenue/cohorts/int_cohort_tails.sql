{# grain: one row per cohort_month, channel and months_ahead: what scored customers should still bring #}
with

scores as (

    select * from {{ ref('int_customer_scores') }} where split = 'all'

),

margins as (

    select {{ safe_divide('sum(contribution_margin)', 'sum(net_revenue)') }} as margin_rate
    from scores

),

scoped as (

    select
        scores.*,
        scores.channel as scope
    from scores

    union all

    select
        scores.*,
        'all' as scope
    from scores

),

-- null as soon as one customer has no forecast: part of a cohort is no cohort
cohorts as (

    select
        {{ period_start('month', 'first_order_date') }} as cohort_month,
        scope as channel,
        count(*) as customers
        {%- for month in range(1, 13) %},
        case
            when count(*) = count(expected_orders_{{ month }}m * expected_order_value)
                then sum(expected_orders_{{ month }}m * expected_order_value)
        end as revenue_{{ month }}
        {%- endfor %}

    from scoped
    group by {{ period_start('month', 'first_order_date') }}, scope

),

tails as (

    {% for month in range(1, 13) %}
    select
        cohort_month,
        channel,
        {{ month }} as months_ahead,
        {{ safe_divide('revenue_' ~ month, 'customers') }} as revenue_per_customer
    from cohorts
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

with_margin as (

    select
        tails.*,
        tails.revenue_per_customer * margins.margin_rate as margin_per_customer

    from tails
    cross join margins
    where tails.revenue_per_customer is not null

)

select * from with_margin
