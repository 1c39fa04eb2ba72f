{# grain: one row per model, period_month and component #}
{#- S = the sum of each model's components; each of them a volume x what one of it brings in -#}
{#- model, relation, component, name and value of the volume, name of what one of it brings in -#}
{%- set models = [
    ('channels', 'orders', 'channel', 'orders', 'count(*)', 'revenue_per_order'),
    ('products', 'named_products', 'product', 'orders', 'sum(orders)', 'revenue_per_order'),
    (
        'value_tiers', 'orders', 'value_tier', 'customers', 'count(distinct buyer_id)',
        'revenue_per_customer',
    ),
    ('sellers', 'sold_orders', 'seller_type', 'n', 'count(distinct seller_id)', 's'),
] %}
with

orders as (

    select
        *,
        net_revenue as revenue,
        -- every guest order is a customer of its own
        coalesce(customer_id, order_id) as buyer_id,
        case
            -- nobody known
            when customer_type = 'guest' then '(guest)'
            -- the first order, whatever tier it leads to
            when customer_type = 'new' then 'new'
            else tier
        end as value_tier

    from {{ ref('int_order_values') }}

),

product_months as (

    select * from {{ ref('product_performance') }}

),

product_ranks as (

    select
        product_id,
        row_number() over (order by sum(revenue) desc, product_id asc) as revenue_rank
    from product_months
    where product_id <> '(unallocated)'
    group by product_id

),

-- a catalogue of a hundred thousand products is no explanation: the tail is one component
named_products as (

    select
        product_months.period_month,
        product_months.orders,
        product_months.revenue,
        case
            when product_months.product_id = '(unallocated)' then '(unallocated)'
            when product_ranks.revenue_rank <= {{ var('growth_top_products') }}
                then product_months.product_id
            else '(other)'
        end as product

    from product_months
    left join product_ranks on product_months.product_id = product_ranks.product_id

),

sold_orders as (

    select
        orders.period_month,
        orders.revenue,
        sellers.seller_id,
        coalesce(sellers.seller_type, '(unallocated)') as seller_type

    from orders
    left join {{ ref('dim_sellers') }} as sellers on orders.seller_id = sellers.seller_id

),

components as (

    {% for model, relation, component, volume_name, volume, value_name in models %}
    select
        '{{ model }}' as model,
        period_month,
        {{ component }} as component,
        '{{ volume_name }}' as volume_name,
        '{{ value_name }}' as value_name,
        {{ volume }} as volume,
        sum(revenue) as revenue
    from {{ relation }}
    group by period_month, {{ component }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- what a model cannot explain has no factors
growth_components as (

    select
        model,
        period_month,
        component,
        case when component <> '(unallocated)' then volume_name end as volume_name,
        case when component <> '(unallocated)' then value_name end as value_name,
        case when component <> '(unallocated)' then cast(volume as bigint) end as volume,
        cast(revenue as decimal(18, 2)) as revenue

    from components

)

select * from growth_components
