{# grain: one row per date_day and channel with any spend, session, sign-up, customer or order #}
with

spend as (

    select * from {{ ref('fct_channel_spend') }}

),

sessions as (

    select * from {{ ref('fct_sessions') }} where {{ is_counted() }}

),

people as (

    select * from {{ ref('dim_people') }} where {{ is_counted() }}

),

orders as (

    select * from {{ ref('fct_orders') }} where is_valid and {{ is_counted() }}

),

first_orders as (

    select
        orders.order_date,
        people.first_channel,
        orders.net_revenue

    from orders
    inner join people on orders.person_id = people.person_id
    where orders.is_first_order

),

{#- each source fills its own measures and leaves the others null -#}
{%- set measures = ['spend', 'impressions', 'clicks', 'sessions', 'visitors', 'new_visitors',
    'signups', 'activated', 'new_customers', 'orders', 'net_revenue', 'new_customer_revenue'] -%}
{%- set sources = [
    ('spend', 'spend_date', 'channel',
        {'spend': 'sum(spend)', 'impressions': 'sum(impressions)', 'clicks': 'sum(clicks)'}),
    ('sessions', 'session_date', 'channel',
        {'sessions': 'count(*)', 'visitors': 'count(distinct person_id)',
         'new_visitors': 'count(*) filter (where session_number = 1)'}),
    ('people', local_date('signed_up_at'), 'first_channel', {'signups': 'count(*)'}),
    ('people', local_date('activated_at'), 'first_channel', {'activated': 'count(*)'}),
    ('first_orders', 'order_date', 'first_channel',
        {'new_customers': 'count(*)', 'new_customer_revenue': 'sum(net_revenue)'}),
    ('orders', 'order_date', 'channel', {'orders': 'count(*)', 'net_revenue': 'sum(net_revenue)'}),
] %}

measured as (
    {% for relation, day, channel, filled in sources %}
    select
        {% for measure in measures -%}
        {{ filled.get(measure, 'null') }} as {{ measure }},
        {% endfor -%}
        {{ day }} as date_day,
        {{ channel }} as channel
    from {{ relation }}
    where {{ day }} is not null
    group by {{ day }}, {{ channel }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

channel_days as (

    select
        date_day,
        channel,
        -- no report of spend is not a spend of nothing
        cast(sum(spend) as decimal(18, 6)) as spend,
        cast(coalesce(sum(impressions), 0) as bigint) as impressions,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks,
        cast(coalesce(sum(sessions), 0) as bigint) as sessions,
        cast(coalesce(sum(visitors), 0) as bigint) as visitors,
        cast(coalesce(sum(new_visitors), 0) as bigint) as new_visitors,
        cast(coalesce(sum(signups), 0) as bigint) as signups,
        cast(coalesce(sum(activated), 0) as bigint) as activated,
        cast(coalesce(sum(new_customers), 0) as bigint) as new_customers,
        cast(coalesce(sum(orders), 0) as bigint) as orders,
        cast(coalesce(sum(net_revenue), 0) as decimal(18, 2)) as net_revenue,
        cast(coalesce(sum(new_customer_revenue), 0) as decimal(18, 2)) as new_customer_revenue

    from measured
    group by date_day, channel

)

select * from channel_days
