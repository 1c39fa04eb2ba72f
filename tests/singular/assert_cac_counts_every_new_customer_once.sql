-- in every variant, model and lag basis the customers of the channels are the new customers, all of them
with

new_customers as (

    select count(*) as customers
    from {{ ref('fct_orders') }}
    where is_first_order and is_valid and {{ is_counted() }}

),

credited as (

    select
        attribution_model,
        lag_basis,
        sum(case when channel <> 'all' then customers else 0 end) as channel_customers,
        sum(case when channel = 'all' then customers else 0 end) as all_customers
    from {{ ref('cac') }}
    where variant = 'blended'
    group by attribution_model, lag_basis

)

select
    credited.*,
    new_customers.customers
from credited
cross join new_customers
where
    abs(credited.channel_customers - new_customers.customers) > 1e-6
    or abs(credited.all_customers - new_customers.customers) > 1e-6
