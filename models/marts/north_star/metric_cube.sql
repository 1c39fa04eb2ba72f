{# grain: one row per metric, period and combination of the values of its dimensions #}
{%- set grain = var('driver_grain') -%}
{%- set absent = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
{%- set measures = [
    ('net_revenue', 'order_lines', 'order_date', 'net_revenue'),
    ('orders', 'described_orders', 'order_date', '1'),
    ('new_customers', 'described_orders', 'order_date', 'cast(is_first_order as integer)'),
    ('sessions', 'described_sessions', 'session_date', '1'),
    ('signups', 'described_signups', 'signup_date', '1'),
    ('spend', 'spend', 'spend_date', 'spend'),
] -%}
{%- set dimensions_of = {
    'net_revenue': driver_dimensions(),
    'orders': driver_dimensions() | reject('equalto', 'category') | list,
    'new_customers': ['channel', 'seller', 'country', 'device'],
    'sessions': ['channel', 'country', 'device'],
    'signups': ['channel', 'country', 'device'],
    'spend': ['channel'],
} %}
with

orders as (

    select * from {{ ref('int_order_values') }}

),

order_categories as (

    select * from {{ ref('order_categories') }}

),

people as (

    select * from {{ ref('dim_people') }} where is_counted

),

spend as (

    select * from {{ ref('fct_channel_spend') }}

),

described_orders as (

    select
        orders.order_id,
        orders.order_date,
        orders.channel,
        orders.tier,
        orders.customer_type,
        orders.is_first_order,
        coalesce(orders.seller_id, '(none)') as seller,
        coalesce(people.country, '(unknown)') as country,
        coalesce(people.device_type, '(unknown)') as device

    from orders
    left join people on orders.person_id = people.person_id

),

-- an order of two categories is two rows: money can be divided so, orders cannot
order_lines as (

    select
        described_orders.*,
        order_categories.category,
        order_categories.net_revenue

    from described_orders
    inner join order_categories on described_orders.order_id = order_categories.order_id

),

described_sessions as (

    select
        session_date,
        channel,
        coalesce(country, '(unknown)') as country,
        coalesce(device_type, '(unknown)') as device
    from {{ ref('fct_sessions') }}
    where is_counted

),

described_signups as (

    select
        signup_date,
        coalesce(first_channel, '(none)') as channel,
        coalesce(country, '(unknown)') as country,
        coalesce(device_type, '(unknown)') as device
    from people
    where signup_date is not null

),

cube as (

    {% for metric, relation, date_column, measure in measures %}
    select
        '{{ metric }}' as metric,
        {{ period_start(grain, date_column) }} as period,
        {% for dimension in driver_dimensions() %}
        {{ dimension if dimension in dimensions_of[metric] else absent }} as {{ dimension }},
        {% endfor %}
        cast(sum({{ measure }}) as double) as metric_value
    from {{ relation }}
    group by {{ period_start(grain, date_column) }}, {{ dimensions_of[metric] | join(', ') }}
    having sum({{ measure }}) <> 0
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from cube
