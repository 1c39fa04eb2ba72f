{# grain: one row per split and segment; whether there is enough history to fit #}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

members as (

    select
        split,
        'all' as segment,
        frequency,
        age_days,
        monetary_value
    from statistics

    union all

    select
        split,
        channel as segment,
        frequency,
        age_days,
        monetary_value
    from statistics
    where split = 'all'

),

measured as (

    select
        split,
        segment,
        count(*) as customers,
        max(age_days) as history_days,
        max(frequency) + 1 as best_orders,
        count(case when frequency > 0 and monetary_value > 0 then 1 end) as repeat_customers,
        percentile_cont(0.5) within group (order by age_days) as median_age_days,
        percentile_cont(0.5) within group (
            order by case when frequency > 0 and monetary_value > 0 then monetary_value end
        ) as median_value,
        corr(
            case when frequency > 0 and monetary_value > 0 then frequency end,
            case when frequency > 0 and monetary_value > 0 then monetary_value end
        ) as frequency_value_correlation

    from members
    group by split, segment

),

with_all as (

    select
        measured.*,
        everybody.customers as all_customers,
        everybody.history_days as all_history_days,
        everybody.best_orders as all_best_orders

    from measured
    inner join measured as everybody on measured.split = everybody.split and everybody.segment = 'all'

),

gated as (

    select
        split,
        segment,
        row_number() over (order by split, segment) as segment_id,
        customers,
        repeat_customers,
        median_age_days,
        median_value,
        case when abs(frequency_value_correlation) <= 1 then frequency_value_correlation end
            as frequency_value_correlation,
        -- everybody's fit can look for its start in a sample; a channel starts from everybody's
        segment = 'all' and customers >= {{ var('clv_sample_min_customers') }} as has_sample,
        case
            when all_customers < {{ var('clv_min_customers') }}
                then 'fewer than {{ var("clv_min_customers") }} customers'
            when all_history_days < {{ var('clv_min_days') }}
                then 'fewer than {{ var("clv_min_days") }} days of history'
            when all_best_orders < {{ var('clv_min_best_orders') }}
                then 'nobody with {{ var("clv_min_best_orders") }} orders'
            when customers < {{ var('clv_min_segment_customers') }}
                then 'fewer than {{ var("clv_min_segment_customers") }} customers in the segment'
        end as gate_reason

    from with_all

)

select * from gated
