{# grain: one row per channel and period (a month, or all): how good its people are among others #}
with

rates as (

    select * from {{ ref('channel_period_rates') }}

),

{%- set qualities = {
    'activation': 'activation_rate',
    'retention': 'd30_retention_rate',
    'first_order': 'first_order_margin',
    'value': 'value_12m',
    'validity': '-invalid_traffic_rate',
} %}

-- in each quality it has: the share of the period's channels that a channel equals or beats
placed as (

    select
        {% for name, quality in qualities.items() -%}
        case
            when {{ quality }} is not null
                then cume_dist() over (
                    partition by period, {{ quality }} is null order by {{ quality }}
                )
        end as {{ name }}_place,
        {% endfor -%}
        *
    from rates

),

indexed as (

    select
        *,
        {{ safe_divide(
            'coalesce(' ~ qualities.keys() | join('_place, 0) + coalesce(') ~ '_place, 0)',
            'case when ' ~ qualities.keys() | join('_place is null then 0 else 1 end + case when ')
            ~ '_place is null then 0 else 1 end'
        ) }} as quality_index
    from placed

),

medians as (

    select
        period,
        percentile_cont(0.5) within group (order by quality_index) as median_quality
    from indexed
    where new_customers > 0 and channel not in ('(unallocated)', '(unattributed)')
    group by period

),

compared as (

    select
        indexed.channel,
        indexed.period,
        indexed.period_month,
        {%- for name in qualities %}
        indexed.{{ name }}_place,
        {%- endfor %}
        indexed.quality_index,
        medians.median_quality

    from indexed
    left join medians on indexed.period = medians.period

)

select * from compared
