
    
      
    

    create  table
      "warehouse"."revenue"."product_performance__dbt_tmp"
  
  (
    product_id varchar not null,
    period_month date not null,
    next_product_id varchar,
    orders bigint,
    buyers bigint,
    repeat_buyers bigint,
    entry_orders bigint,
    units decimal(18,2),
    sales decimal(18,2),
    revenue decimal(18,2),
    margin decimal(18,2),
    margin_rate double,
    repeat_rate double,
    entry_share double
    
    )
 ;
    
    
    insert into "warehouse"."revenue"."product_performance__dbt_tmp" 
  (
    
      
      
      product_id ,
    
      
      
      period_month ,
    
      
      
      next_product_id ,
    
      
      
      orders ,
    
      
      
      buyers ,
    
      
      
      repeat_buyers ,
    
      
      
      entry_orders ,
    
      
      
      units ,
    
      
      
      sales ,
    
      
      
      revenue ,
    
      
      
      margin ,
    
      
      
      margin_rate ,
    
      
      
      repeat_rate ,
    
      
      
      entry_share 
    
  )
 (
      
    select product_id, period_month, next_product_id, orders, buyers, repeat_buyers, entry_orders, units, sales, revenue, margin, margin_rate, repeat_rate, entry_share
    from (
        
with

orders as (

    select * from "warehouse"."intermediate"."int_order_values"

),

order_products as (

    select * from "warehouse"."revenue"."order_products"

),

-- what leads the customer's next order: its largest line
next_orders as (

    select
        customer_id,
        order_number,
        max_by(product_id, (sales, product_id)) as leading_product_id

    from order_products
    where customer_id is not null
    group by customer_id, order_number

),

next_counts as (

    select
        order_products.product_id,
        order_products.period_month,
        next_orders.leading_product_id,
        count(*) as times

    from order_products
    inner join next_orders
        on
            order_products.customer_id = next_orders.customer_id
            and order_products.order_number + 1 = next_orders.order_number
    group by order_products.product_id, order_products.period_month, next_orders.leading_product_id

),

next_products as (

    select
        product_id,
        period_month,
        max_by(leading_product_id, (times, leading_product_id)) as next_product_id

    from next_counts
    group by product_id, period_month

),

first_purchases as (

    select
        customer_id,
        product_id,
        min(order_number) as first_order_number

    from order_products
    where customer_id is not null
    group by customer_id, product_id

),

first_orders as (

    select
        period_month,
        count(*) as first_orders
    from orders
    where is_first_order
    group by period_month

),

summed as (

    select
        order_products.product_id,
        order_products.period_month,
        count(*) as orders,
        sum(order_products.units) as units,
        sum(order_products.sales) as sales,
        sum(order_products.revenue) as revenue,
        sum(order_products.margin) as margin,
        count(distinct order_products.customer_id) as buyers,
        count(
            distinct case
                when order_products.order_number > first_purchases.first_order_number
                    then order_products.customer_id
            end
        ) as repeat_buyers,
        count(case when order_products.is_first_order then 1 end) as entry_orders

    from order_products
    left join first_purchases
        on
            order_products.customer_id = first_purchases.customer_id
            and order_products.product_id = first_purchases.product_id
    group by order_products.product_id, order_products.period_month

),

order_months as (

    select
        period_month,
        sum(sales_amount) as sales,
        sum(net_revenue) as revenue,
        sum(net_revenue - cost_amount) as margin
    from orders
    group by period_month

),

line_months as (

    select
        period_month,
        sum(sales) as sales,
        sum(revenue) as revenue,
        sum(margin) as margin
    from summed
    group by period_month

),

-- what orders brought in and no line explains: orders without lines, order discounts, rounding
with_residual as (

    select
        summed.product_id,
        summed.period_month,
        summed.orders,
        summed.units,
        summed.sales,
        summed.revenue,
        summed.margin,
        summed.buyers,
        summed.repeat_buyers,
        summed.entry_orders
    from summed

    union all

    select
        '(unallocated)' as product_id,
        order_months.period_month,
        0 as orders,
        0 as units,
        order_months.sales - coalesce(line_months.sales, 0) as sales,
        order_months.revenue - coalesce(line_months.revenue, 0) as revenue,
        order_months.margin - coalesce(line_months.margin, 0) as margin,
        0 as buyers,
        0 as repeat_buyers,
        0 as entry_orders
    from order_months
    left join line_months on order_months.period_month = line_months.period_month

),

performance as (

    select
        with_residual.product_id,
        with_residual.period_month,
        next_products.next_product_id,
        cast(with_residual.orders as bigint) as orders,
        cast(with_residual.buyers as bigint) as buyers,
        cast(with_residual.repeat_buyers as bigint) as repeat_buyers,
        cast(with_residual.entry_orders as bigint) as entry_orders,
        cast(with_residual.units as decimal(18, 2)) as units,
        cast(with_residual.sales as decimal(18, 2)) as sales,
        cast(with_residual.revenue as decimal(18, 2)) as revenue,
        cast(with_residual.margin as decimal(18, 2)) as margin,
        case
            when with_residual.product_id <> '(unallocated)'
                then (cast(with_residual.margin as double) / nullif(cast(with_residual.revenue as double), 0))
        end as margin_rate,
        (cast(with_residual.repeat_buyers as double) / nullif(cast(with_residual.buyers as double), 0)) as repeat_rate,
        case
            when with_residual.product_id <> '(unallocated)'
                then (cast(with_residual.entry_orders as double) / nullif(cast(first_orders.first_orders as double), 0))
        end as entry_share

    from with_residual
    left join first_orders on with_residual.period_month = first_orders.period_month
    left join next_products
        on
            with_residual.product_id = next_products.product_id
            and with_residual.period_month = next_products.period_month

)

select * from performance
    ) as model_subq
    );
  