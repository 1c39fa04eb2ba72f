{# grain: one row per period_grain and period_start, from the first day with data to the as-of #}
{%- set grains = ['day', 'week', 'month'] -%}
{#- relation: the date of its rows, then each measure with its type -#}
{%- set facts = {
    'orders': ['order_date', [
        ('orders', 'count(*)', 'bigint'),
        ('known_orders', 'count(customer_id)', 'bigint'),
        ('active_customers', 'count(distinct customer_id)', 'bigint'),
        ('new_customers', 'sum(case when is_first_order then 1 else 0 end)', 'bigint'),
        ('net_revenue', 'sum(net_revenue)', 'decimal(18, 2)'),
        ('known_net_revenue', 'sum(known_net_revenue)', 'decimal(18, 2)'),
    ]],
    'sessions': ['session_date', [
        ('sessions', 'count(*)', 'bigint'),
        ('visitors', 'count(distinct person_id)', 'bigint'),
    ]],
    'signups': ['signup_date', [('signups', 'count(*)', 'bigint')]],
    'activations': ['activation_date', [('activated', 'count(*)', 'bigint')]],
    'invites': ['invite_date', [('invites_sent', 'count(*)', 'bigint')]],
    'spend': ['spend_date', [('spend', 'sum(spend)', 'decimal(18, 6)')]],
} %}
with

dates as (

    select * from {{ ref('dim_dates') }} where is_past

),

orders as (

    -- a guest is nobody known: an order, but no customer
    select
        *,
        nullif(person_id, '(guest)') as customer_id,
        case when person_id <> '(guest)' then net_revenue end as known_net_revenue
    from {{ ref('fct_orders') }}
    where is_counted

),

sessions as (

    select * from {{ ref('fct_sessions') }} where is_counted

),

signups as (

    select * from {{ ref('dim_people') }} where is_counted and signup_date is not null

),

activations as (

    select * from {{ ref('dim_people') }} where is_counted and activation_date is not null

),

invites as (

    select {{ local_date('invited_at') }} as invite_date
    from {{ ref('int_invites_judged') }}
    where {{ is_counted() }}

),

spend as (

    select * from {{ ref('fct_channel_spend') }}

),

first_dates as (

    {% for relation, (date, _) in facts.items() %}
    select min({{ date }}) as first_date from {{ relation }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

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

{% for relation, (date, measures) in facts.items() %}
{{ relation }}_measured as (

    {% for grain in grains %}
    select
        '{{ grain }}' as period_grain,
        {{ period_start(grain, date) }} as period_start,
        {% for name, expression, _ in measures %}
        {{ expression }} as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
    group by {{ period_start(grain, date) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

{% endfor %}
-- a period without anything has zeros
bases as (

    select
        {% for relation, (_, measures) in facts.items() %}
        {% for name, _, type in measures %}
        cast(coalesce({{ relation }}_measured.{{ name }}, 0) as {{ type }}) as {{ name }},
        {% endfor %}
        {% endfor %}
        periods.period_grain,
        periods.period_start,
        {{ add_periods('periods.period_grain', 'periods.period_start', 1) }} as next_period_start

    from periods
    {% for relation in facts %}
    left join {{ relation }}_measured
        on
            periods.period_grain = {{ relation }}_measured.period_grain
            and periods.period_start = {{ relation }}_measured.period_start
    {% endfor %}

)

select * from bases
