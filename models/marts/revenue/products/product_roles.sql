{# grain: one row per product_role that was sold #}
with

performance as (

    select * from {{ ref('product_performance') }} where product_id <> '(unallocated)'

),

order_roles as (

    select
        *,
        row_number() over (partition by order_id order by product_role asc) as role_number
    from {{ ref('order_roles') }}

),

role_sums as (

    select
        products.product_role,
        count(distinct performance.product_id) as products,
        sum(performance.units) as units,
        sum(performance.revenue) as revenue,
        sum(performance.margin) as margin

    from performance
    inner join {{ ref('dim_products') }} as products
        on performance.product_id = products.product_id
    group by products.product_role

),

counted as (

    select
        product_role,
        count(*) as orders,
        count(case when is_mixed then 1 end) as mixed_orders,
        count(case when is_first_order then 1 end) as entry_orders,
        count(case when is_mature_first then 1 end) as mature_entrants,
        count(case when is_mature_first and has_second then 1 end) as second_buyers
    from order_roles
    group by product_role

),

-- every order once, whatever roles it holds
all_orders as (

    select
        count(*) as orders,
        count(case when is_mixed then 1 end) as mixed_orders,
        count(case when is_first_order then 1 end) as entry_orders,
        count(case when is_mature_first then 1 end) as mature_entrants,
        count(case when is_mature_first and has_second then 1 end) as second_buyers
    from order_roles
    where role_number = 1

),

measured as (

    select
        role_sums.product_role,
        cast(role_sums.products as bigint) as products,
        cast(counted.orders as bigint) as orders,
        cast(counted.entry_orders as bigint) as entry_orders,
        cast(counted.mature_entrants as bigint) as mature_entrants,
        cast(role_sums.units as decimal(18, 6)) as units,
        cast(role_sums.revenue as decimal(18, 2)) as revenue,
        cast(role_sums.margin as decimal(18, 2)) as margin,
        {{ safe_divide('counted.orders', 'all_orders.orders') }} as order_share,
        {{ safe_divide('counted.entry_orders', 'all_orders.entry_orders') }} as entry_share,
        {{ safe_divide('counted.mixed_orders', 'counted.orders') }} as attach_rate,
        {{ safe_divide('all_orders.mixed_orders', 'all_orders.orders') }} as attach_rate_all,
        {{ safe_divide('sum(counted.mixed_orders) over ()', 'sum(counted.orders) over ()') }}
            as attach_rate_pooled,
        {{ safe_divide('role_sums.revenue', 'sum(role_sums.revenue) over ()') }} as revenue_share,
        {{ safe_divide('role_sums.margin', 'sum(role_sums.margin) over ()') }} as margin_share,
        {{ safe_divide('role_sums.margin', 'role_sums.revenue') }} as margin_rate,
        {{ safe_divide('counted.second_buyers', 'counted.mature_entrants') }}
            as second_purchase_rate,
        {{ safe_divide('all_orders.second_buyers', 'all_orders.mature_entrants') }}
            as second_purchase_rate_all

    from role_sums
    inner join counted on role_sums.product_role = counted.product_role
    cross join all_orders

),

-- each role is measured at its own job, against what it would be without one
judged as (

    select
        *,
        case product_role
            -- a traffic product brings people in: more first orders than orders
            when 'traffic' then 'entry_share over order_share'
            -- a hit product pulls others into the basket, more than products do anyhow
            when 'hit' then 'attach_rate over attach_rate_pooled'
            -- a profit product earns more than it sells
            when 'profit' then 'margin_share over revenue_share'
            else 'second_purchase_rate over second_purchase_rate_all'
        end as job,
        case product_role
            when 'traffic' then {{ safe_divide('entry_share', 'order_share') }}
            when 'hit' then {{ safe_divide('attach_rate', 'attach_rate_pooled') }}
            when 'profit' then {{ safe_divide('margin_share', 'revenue_share') }}
            else {{ safe_divide('second_purchase_rate', 'second_purchase_rate_all') }}
        end as job_index

    from measured

)

select * from judged
