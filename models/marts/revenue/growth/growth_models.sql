{# grain: one row per model, period_month and component #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

orders as (

    select * from {{ ref('int_order_values') }}

),

product_months as (

    select * from {{ ref('product_performance') }}

),

product_ranks as (

    select
        product_id,
        row_number() over (order by sum(revenue) desc, product_id) as revenue_rank
    from product_months
    where product_id <> '(unallocated)'
    group by product_id

),

-- a catalogue of a hundred thousand products is no explanation: the tail is one component
product_components as (

    select
        product_months.period_month,
        case
            when product_months.product_id = '(unallocated)' then '(unallocated)'
            when product_ranks.revenue_rank <= {{ var('growth_top_products') }} then product_months.product_id
            else '(other)'
        end as component,
        sum(product_months.orders) as orders,
        sum(product_months.revenue) as revenue

    from product_months
    left join product_ranks on product_months.product_id = product_ranks.product_id
    group by
        product_months.period_month,
        case
            when product_months.product_id = '(unallocated)' then '(unallocated)'
            when product_ranks.revenue_rank <= {{ var('growth_top_products') }} then product_months.product_id
            else '(other)'
        end

),

sessions as (

    select * from {{ ref('fct_sessions') }} where {{ is_counted() }} and person_id <> '(none)'

),

sellers as (

    select * from {{ ref('dim_sellers') }}

),

visits as (

    select distinct
        {{ period_start('month', 'session_date') }} as period_month,
        person_id

    from sessions

),

visit_months as (

    select
        period_month,
        count(*) as visitors
    from visits
    group by period_month

),

buyer_months as (

    select
        orders.period_month,
        count(distinct orders.person_id) as buyers,
        sum(orders.net_revenue) as revenue

    from orders
    inner join visits
        on orders.period_month = visits.period_month and orders.person_id = visits.person_id
    group by orders.period_month

),

all_months as (

    select
        period_month,
        sum(net_revenue) as revenue
    from orders
    group by period_month

),

-- S = sum of channels; each: orders x value of an order
channels as (

    select
        'channels' as model,
        period_month,
        channel as component,
        'orders' as factor_1_name,
        cast(count(*) as double) as factor_1_value,
        'revenue_per_order' as factor_2_name,
        {{ safe_divide('sum(net_revenue)', 'count(*)') }} as factor_2_value,
        cast(null as {{ dbt.type_string() }}) as factor_3_name,
        cast(null as double) as factor_3_value,
        sum(net_revenue) as component_value

    from orders
    group by period_month, channel

),

-- S = sum of products; each: orders that hold it x what it brings in per order
products as (

    select
        'products' as model,
        period_month,
        component,
        case when component <> '(unallocated)' then 'orders' end as factor_1_name,
        case when component <> '(unallocated)' then cast(orders as double) end as factor_1_value,
        case when component <> '(unallocated)' then 'revenue_per_order' end as factor_2_name,
        case when component <> '(unallocated)' then {{ safe_divide('revenue', 'orders') }} end
            as factor_2_value,
        cast(null as {{ dbt.type_string() }}) as factor_3_name,
        cast(null as double) as factor_3_value,
        revenue as component_value

    from product_components

),

-- S = visitors x the share of them that buys x what a buyer spends; buyers never seen visiting are apart
funnel as (

    select
        'funnel' as model,
        visit_months.period_month,
        'visitors' as component,
        'uv' as factor_1_name,
        cast(visit_months.visitors as double) as factor_1_value,
        'cvr' as factor_2_name,
        {{ safe_divide('coalesce(buyer_months.buyers, 0)', 'visit_months.visitors') }}
            as factor_2_value,
        'p' as factor_3_name,
        {{ safe_divide('buyer_months.revenue', 'buyer_months.buyers') }} as factor_3_value,
        coalesce(buyer_months.revenue, 0) as component_value

    from visit_months
    left join buyer_months on visit_months.period_month = buyer_months.period_month

    union all

    select
        'funnel' as model,
        all_months.period_month,
        '(unallocated)' as component,
        cast(null as {{ dbt.type_string() }}) as factor_1_name,
        cast(null as double) as factor_1_value,
        cast(null as {{ dbt.type_string() }}) as factor_2_name,
        cast(null as double) as factor_2_value,
        cast(null as {{ dbt.type_string() }}) as factor_3_name,
        cast(null as double) as factor_3_value,
        all_months.revenue - coalesce(buyer_months.revenue, 0) as component_value

    from all_months
    left join buyer_months on all_months.period_month = buyer_months.period_month

),

tiered as (

    select
        *,
        case
            -- nobody known
            when customer_type = 'guest' then '(guest)'
            -- the first order, whatever tier it leads to
            when customer_type = 'new' then 'new'
            else tier
        end as value_tier

    from orders

),

-- S = new + member tiers; each: customers x what one spends (every guest order is a customer of its own)
value_tiers as (

    select
        'value_tiers' as model,
        period_month,
        value_tier as component,
        'customers' as factor_1_name,
        cast(count(distinct coalesce(customer_id, order_id)) as double) as factor_1_value,
        'revenue_per_customer' as factor_2_name,
        {{ safe_divide('sum(net_revenue)', 'count(distinct coalesce(customer_id, order_id))') }}
            as factor_2_value,
        cast(null as {{ dbt.type_string() }}) as factor_3_name,
        cast(null as double) as factor_3_value,
        sum(net_revenue) as component_value

    from tiered
    group by period_month, value_tier

),

-- S = N x S per seller, for each kind of seller; orders without a seller are apart
seller_types as (

    select
        'sellers' as model,
        orders.period_month,
        coalesce(sellers.seller_type, '(unallocated)') as component,
        max(case when sellers.seller_id is not null then 'n' end) as factor_1_name,
        cast(nullif(count(distinct sellers.seller_id), 0) as double) as factor_1_value,
        max(case when sellers.seller_id is not null then 's' end) as factor_2_name,
        {{ safe_divide('sum(orders.net_revenue)', 'count(distinct sellers.seller_id)') }}
            as factor_2_value,
        cast(null as {{ dbt.type_string() }}) as factor_3_name,
        cast(null as double) as factor_3_value,
        sum(orders.net_revenue) as component_value

    from orders
    left join sellers on orders.seller_id = sellers.seller_id
    group by orders.period_month, coalesce(sellers.seller_type, '(unallocated)')

),

models as (

    select * from channels
    union all
    select * from products
    union all
    select * from funnel
    union all
    select * from value_tiers
    union all
    select * from seller_types

),

growth_models as (

    select
        models.model,
        models.period_month,
        models.component,
        models.factor_1_name,
        models.factor_2_name,
        models.factor_3_name,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'models.period_month') }} as is_complete,
        models.factor_1_value,
        models.factor_2_value,
        models.factor_3_value,
        cast(models.component_value as decimal(18, 2)) as component_value,
        {{ safe_divide(
            'models.component_value',
            'sum(models.component_value) over (partition by models.model, models.period_month)'
        ) }} as revenue_share

    from models
    cross join as_of

)

select * from growth_models
