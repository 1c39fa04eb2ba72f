{# grain: one row per split and channel: the parameters that score its customers #}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

customers as (

    select distinct
        split,
        channel
    from statistics

),

purchase_values as (

    select
        split,
        {{ safe_divide('sum(net_revenue)', 'sum(frequency + 1)') }} as mean_value
    from statistics
    group by split

),

order_fits as (

    select *
    from {{ ref('int_clv_parameters') }}
    where model = '{{ var("clv_model") }}' and fit_status <> 'gated'

),

value_fits as (

    select *
    from {{ ref('int_clv_parameters') }}
    where model = 'gamma_gamma' and fit_status <> 'gated'

),

statuses as (

    select *
    from {{ ref('int_clv_parameters') }}
    where model = '{{ var("clv_model") }}' and segment = 'all'

),

-- a channel's own fit, else that of everybody; customers without either stay unscored
scorers as (

    select
        customers.split,
        customers.channel,
        coalesce(own_orders.segment_id, all_orders.segment_id) as scorer_id,
        coalesce(own_orders.model, all_orders.model) as order_model,
        coalesce(own_orders.segment, all_orders.segment) as scored_by,
        coalesce(own_orders.fit_status, statuses.fit_status) as fit_status,
        coalesce(own_orders.fit_reason, statuses.fit_reason) as fit_reason,
        coalesce(own_orders.r, all_orders.r) as r,
        coalesce(own_orders.alpha, all_orders.alpha) as alpha,
        coalesce(own_orders.a, all_orders.a) as a,
        coalesce(own_orders.b, all_orders.b) as b,
        coalesce(own_values.p, all_values.p) as p,
        coalesce(own_values.q, all_values.q) as q,
        coalesce(own_values.v, all_values.v) as v,
        purchase_values.mean_value

    from customers
    inner join purchase_values on customers.split = purchase_values.split
    left join order_fits as own_orders
        on customers.split = own_orders.split and customers.channel = own_orders.segment
    left join order_fits as all_orders
        on customers.split = all_orders.split and all_orders.segment = 'all'
    left join value_fits as own_values
        on customers.split = own_values.split and customers.channel = own_values.segment
    left join value_fits as all_values
        on customers.split = all_values.split and all_values.segment = 'all'
    left join statuses on customers.split = statuses.split

),

-- a = 1 is a removable singularity of the expected orders
nudged as (

    select
        *,
        case when abs(a - 1) < 0.000001 then 1.000001 else a end as a_nudged

    from scorers

)

select * from nudged
