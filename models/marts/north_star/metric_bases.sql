{# grain: one row per period_grain and period_start, from the first day with data to the as-of #}
{% set grains = ['day', 'week', 'month'] %}
with

dates as (

    select * from {{ ref('dim_dates') }} where is_past

),

orders as (

    select * from {{ ref('fct_orders') }} where is_counted

),

sessions as (

    select * from {{ ref('fct_sessions') }} where is_counted

),

people as (

    select * from {{ ref('dim_people') }} where is_counted

),

spend as (

    select * from {{ ref('fct_channel_spend') }}

),

invites as (

    select
        *,
        {{ local_date('invited_at') }} as invite_date

    from {{ ref('int_invites_judged') }}
    where {{ is_counted() }}

),

first_dates as (

    select min(order_date) as first_date from orders
    union all
    select min(session_date) as first_date from sessions
    union all
    select min(spend_date) as first_date from spend

),

{% for grain in grains %}
{{ grain }}_periods as (

    select distinct
        '{{ grain }}' as period_grain,
        {{ period_start(grain, 'dates.date_day') }} as period_start
    from dates
    where dates.date_day >= (select min(first_dates.first_date) from first_dates)

),

{{ grain }}_orders as (

    select
        {{ period_start(grain, 'order_date') }} as period_start,
        sum(net_revenue) as net_revenue,
        sum(case when person_id <> '(guest)' then net_revenue end) as known_net_revenue,
        count(*) as orders,
        count(distinct case when person_id <> '(guest)' then person_id end) as active_customers,
        count(*) filter (where is_first_order) as new_customers
    from orders
    group by 1

),

{{ grain }}_sessions as (

    select
        {{ period_start(grain, 'session_date') }} as period_start,
        count(*) as sessions,
        count(distinct person_id) as visitors
    from sessions
    group by 1

),

{{ grain }}_signups as (

    select
        {{ period_start(grain, 'signup_date') }} as period_start,
        count(*) as signups
    from people
    where signup_date is not null
    group by 1

),

{{ grain }}_activated as (

    select
        {{ period_start(grain, 'activation_date') }} as period_start,
        count(*) as activated
    from people
    where activation_date is not null
    group by 1

),

{{ grain }}_spend as (

    select
        {{ period_start(grain, 'spend_date') }} as period_start,
        sum(spend) as spend
    from spend
    group by 1

),

{{ grain }}_invites as (

    select
        {{ period_start(grain, 'invite_date') }} as period_start,
        count(*) as invites_sent
    from invites
    group by 1

),
{% endfor %}
bases as (

    {% for grain in grains -%}
    select
        periods.period_grain,
        periods.period_start,
        cast({{ dbt.dateadd(grain, 1, 'periods.period_start') }} as date) as next_period_start,
        {% for relation, measure in [
            ('orders', 'net_revenue'), ('orders', 'known_net_revenue'), ('orders', 'orders'),
            ('orders', 'active_customers'), ('orders', 'new_customers'), ('sessions', 'sessions'),
            ('sessions', 'visitors'), ('signups', 'signups'), ('activated', 'activated'),
            ('spend', 'spend'), ('invites', 'invites_sent'),
        ] -%}
        coalesce({{ grain }}_{{ relation }}.{{ measure }}, 0) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ grain }}_periods as periods
    {% for relation in ['orders', 'sessions', 'signups', 'activated', 'spend', 'invites'] -%}
    left join {{ grain }}_{{ relation }}
        on periods.period_start = {{ grain }}_{{ relation }}.period_start
    {% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

typed as (

    select
        period_grain,
        period_start,
        next_period_start,
        cast(orders as bigint) as orders,
        cast(active_customers as bigint) as active_customers,
        cast(new_customers as bigint) as new_customers,
        cast(sessions as bigint) as sessions,
        cast(visitors as bigint) as visitors,
        cast(signups as bigint) as signups,
        cast(activated as bigint) as activated,
        cast(invites_sent as bigint) as invites_sent,
        cast(net_revenue as decimal(18, 2)) as net_revenue,
        cast(known_net_revenue as decimal(18, 2)) as known_net_revenue,
        cast(spend as decimal(18, 6)) as spend

    from bases

)

select * from typed
