{# grain: one row per period_month and channel: the sums that the scorecard divides #}
with

days as (

    select * from {{ ref('channel_daily') }}

),

costs as (

    select * from {{ ref('int_channel_costs') }}

),

arrivals as (

    select * from {{ ref('new_user_quality') }} where channel <> 'all'

),

traffic as (

    select * from {{ ref('traffic_quality') }}

),

signups as (

    select
        *,
        case when is_activated then 1 else 0 end as activations
    from {{ ref('int_signup_activations') }}

),

customers as (

    select * from {{ ref('int_customer_first_years') }}

),

{%- set measures = ['media_spend', 'other_cost', 'sessions', 'signups', 'new_customers',
    'activation_eligible', 'activated', 'd30_eligible', 'd30_retained', 'first_order_margin',
    'value_12m_eligible', 'value_12m',
    'checked_signups', 'manufactured_signups'] -%}
{%- set last_day_number = var('new_user_retention_days') | last -%}
{%- set sources = [
    ('days', 'date_day', 'channel',
        {'sessions': 'sum(sessions)', 'signups': 'sum(signups)',
         'new_customers': 'sum(new_customers)'}),
    ('costs', 'period_month', 'channel',
        {'media_spend': 'sum(media_spend)', 'other_cost': 'sum(other_cost)'}),
    ('signups', 'signup_date', 'first_channel',
        {'activation_eligible': 'count(*)', 'activated': 'sum(activations)'}),
    ('arrivals', 'cohort_month', 'channel',
        {'d30_eligible': 'sum(d' ~ last_day_number ~ '_eligible)',
         'd30_retained': 'sum(d' ~ last_day_number ~ '_retained)'}),
    ('customers', 'first_order_date', 'first_channel',
        {'first_order_margin': 'sum(first_order_margin)', 'value_12m_eligible': 'count(value_12m)',
         'value_12m': 'sum(value_12m)'}),
    ('traffic', 'date_day', 'channel',
        {'checked_signups': 'sum(signups)', 'manufactured_signups': 'sum(manufactured_signups)'}),
] %}

measured as (
    {% for relation, day, channel, filled in sources %}
    select
        {% for measure in measures -%}
        {{ filled.get(measure, 'null') }} as {{ measure }},
        {% endfor -%}
        {{ period_start('month', day) }} as period_month,
        {{ channel }} as channel
    from {{ relation }}
    group by {{ period_start('month', day) }}, {{ channel }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

months as (

    select
        {% for measure in measures -%}
        {%- set type = 'decimal(18, 6)' if measure in ['media_spend', 'other_cost']
            else 'decimal(18, 2)' if measure in ['first_order_margin', 'value_12m']
            else 'bigint' %}
        cast({{ 'sum(' ~ measure ~ ')' if measure in ['media_spend', 'other_cost']
            else 'coalesce(sum(' ~ measure ~ '), 0)' }} as {{ type }}) as {{ measure }},
        {% endfor -%}
        period_month,
        channel

    from measured
    group by period_month, channel

)

select * from months
