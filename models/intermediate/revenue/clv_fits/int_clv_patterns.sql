{# grain: one row per data_id, frequency, recency and age: customers who look the same #}
{%- set every = var('clv_sample_every') %}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

segments as (

    select * from {{ ref('int_clv_segments') }} where gate_reason is null

),

days as (

    select
        segments.segment_id,
        segments.has_sample,
        statistics.frequency,
        statistics.recency_days,
        statistics.age_days,
        count(*) as customers

    from statistics
    inner join segments
        on
            statistics.split = segments.split
            and (segments.segment = 'all' or segments.segment = statistics.channel)
    group by
        segments.segment_id, segments.has_sample,
        statistics.frequency, statistics.recency_days, statistics.age_days

),

-- the sample keeps every common pattern, at less weight: most of these have one order only
with_samples as (

    select
        2 * segment_id as data_id,
        frequency,
        recency_days,
        age_days,
        cast(customers as double) as customers
    from days

    union all

    select
        2 * segment_id + 1 as data_id,
        frequency,
        recency_days,
        age_days,
        case
            when customers >= {{ every }} then customers / {{ var('clv_sample_every') }}
            else customers
        end as customers
    from days
    where
        has_sample
        and (
            customers >= {{ every }}
            or {{ is_in_start_sample('frequency', 'recency_days', 'age_days') }}
        )

),

patterns as (

    select
        data_id,
        frequency,
        {{ safe_divide('recency_days', var('clv_time_unit_days')) }} as recency,
        {{ safe_divide('age_days', var('clv_time_unit_days')) }} as age,
        customers

    from with_samples

)

select * from patterns
