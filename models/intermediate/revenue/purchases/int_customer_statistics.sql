{# grain: one row per split and person_id; split all: as of the as-of, backtest: the holdout earlier #}
{%- set splits = {'all': 'as_of_date', 'backtest': 'cut_date'} %}
with

as_of as (

    select
        as_of_date,
        {{ add_days('as_of_date', '-1 * ' ~ var('clv_backtest_days')) }} as cut_date
    from {{ ref('int_as_of') }}

),

days as (

    select * from {{ ref('int_purchase_days') }}

),

-- one look at each person for both splits
summed as (

    select
        days.person_id,
        max(days.channel) as channel,
        max(days.first_order_date) as first_order_date,
        {% for split, until_date in splits.items() %}
        {%- set known = 'days.order_date <= as_of.' ~ until_date %}
        max(days.order_date) filter (where {{ known }}) as last_order_date_{{ split }},
        count(*) filter (where {{ known }}) as purchases_{{ split }},
        sum(days.orders) filter (where {{ known }}) as orders_{{ split }},
        sum(days.net_revenue) filter (where {{ known }}) as net_revenue_{{ split }},
        sum(days.net_revenue) filter (
            where {{ known }} and days.order_date > days.first_order_date
        ) as repeat_revenue_{{ split }},
        sum(days.contribution_margin) filter (where {{ known }}) as contribution_margin_{{ split }}
        {{- ',' if not loop.last }}
        {% endfor %}

    from days
    cross join as_of
    group by days.person_id

),

statistics as (

    {% for split, until_date in splits.items() %}
    select
        '{{ split }}' as split,
        summed.person_id,
        summed.channel,
        summed.first_order_date,
        summed.last_order_date_{{ split }} as last_order_date,
        cast(summed.purchases_{{ split }} - 1 as integer) as frequency,
        cast({{ days_between('summed.first_order_date', 'summed.last_order_date_' ~ split) }} as integer)
            as recency_days,
        cast({{ days_between('summed.first_order_date', 'as_of.' ~ until_date) }} as integer) as age_days,
        cast(summed.orders_{{ split }} as bigint) as orders,
        {{ safe_divide(
            'summed.repeat_revenue_' ~ split, 'summed.purchases_' ~ split ~ ' - 1'
        ) }} as monetary_value,
        cast(summed.net_revenue_{{ split }} as decimal(18, 2)) as net_revenue,
        cast(summed.contribution_margin_{{ split }} as decimal(18, 2)) as contribution_margin,
        cast(summed.purchases_all - summed.purchases_{{ split }} as integer) as holdout_frequency,
        cast(summed.net_revenue_all - summed.net_revenue_{{ split }} as decimal(18, 2))
            as holdout_revenue

    from summed
    cross join as_of
    where summed.first_order_date <= as_of.{{ until_date }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from statistics
