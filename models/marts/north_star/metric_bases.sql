{# grain: one row per period_grain and period_start, from the first day with data to the as-of #}
{%- set grains = ['day', 'week', 'month'] -%}
{%- set measures = {
    'orders': [
        ('orders', 'count(*)', 'bigint'),
        ('known_orders', 'count(customer_id)', 'bigint'),
        ('active_customers', 'count(distinct customer_id)', 'bigint'),
        ('new_customers', 'sum(case when is_first_order then 1 else 0 end)', 'bigint'),
        ('net_revenue', 'sum(net_revenue)', 'decimal(18, 2)'),
        ('known_net_revenue', 'sum(known_net_revenue)', 'decimal(18, 2)'),
    ],
    'sessions': [
        ('sessions', 'count(*)', 'bigint'),
        ('visitors', 'count(distinct person_id)', 'bigint'),
    ],
    'signups': [('signups', 'count(*)', 'bigint')],
    'activations': [('activated', 'count(*)', 'bigint')],
    'invites': [('invites_sent', 'count(*)', 'bigint')],
    'spend': [('spend', 'sum(spend)', 'decimal(18, 6)')],
} %}
with

dates as (

    select * from {{ ref('dim_dates') }} where is_past

),

orders as (

    -- a guest is nobody known: an order, but no customer
    select
        *,
        order_date as fact_date,
        nullif(person_id, '(guest)') as customer_id,
        case when person_id <> '(guest)' then net_revenue end as known_net_revenue

    from {{ ref('fct_orders') }}
    where is_counted

),

sessions as (

    select
        *,
        session_date as fact_date
    from {{ ref('fct_sessions') }}
    where is_counted

),

signups as (

    select signup_date as fact_date
    from {{ ref('dim_people') }}
    where is_counted and signup_date is not null

),

activations as (

    select activation_date as fact_date
    from {{ ref('dim_people') }}
    where is_counted and activation_date is not null

),

invites as (

    select {{ local_date('invited_at') }} as fact_date
    from {{ ref('int_invites_judged') }}
    where {{ is_counted() }}

),

spend as (

    select
        *,
        spend_date as fact_date
    from {{ ref('fct_channel_spend') }}

),

first_dates as (

    select min(fact_date) as first_date from orders
    union all
    select min(fact_date) as first_date from sessions
    union all
    select min(fact_date) as first_date from spend
    union all
    select min(fact_date) as first_date from signups
    union all
    select min(fact_date) as first_date from invites

),

periods as (

    {% for grain in grains %}
    select distinct
        '{{ grain }}' as period_grain,
        {{ period_start(grain, 'dates.date_day') }} as period_start
    from dates
    where dates.date_day >= (select min(first_dates.first_date) from first_dates)
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

{% for relation, columns in measures.items() %}
{{ relation }}_measured as (

    {% for grain in grains %}
    select
        '{{ grain }}' as period_grain,
        {{ period_start(grain, 'fact_date') }} as period_start,
        {% for name, expression, _ in columns %}
        {{ expression }} as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
    group by {{ period_start(grain, 'fact_date') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

{% endfor %}
-- a period without anything has zeros
bases as (

    select
        periods.period_grain,
        periods.period_start,
        {{ add_periods('periods.period_grain', 'periods.period_start', 1) }} as next_period_start,
        {% for relation, columns in measures.items() %}
        {% set last_relation = loop.last %}
        {% for name, _, type in columns %}
        cast(coalesce({{ relation }}_measured.{{ name }}, 0) as {{ type }}) as {{ name }}
        {{- ',' if not (last_relation and loop.last) }}
        {% endfor %}
        {% endfor %}

    from periods
    {% for relation in measures %}
    left join {{ relation }}_measured
        on
            periods.period_grain = {{ relation }}_measured.period_grain
            and periods.period_start = {{ relation }}_measured.period_start
    {% endfor %}

)

select * from bases
