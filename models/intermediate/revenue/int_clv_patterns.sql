{# grain: one row per data_id, frequency, recency and age: customers who look the same #}
with

statistics as (

    select * from {{ ref('int_customer_statistics') }}

),

segments as (

    select * from {{ ref('int_clv_segments') }} where gate_reason is null

),

-- twice: for BG/NBD, and for MBG/NBD, where people may drop out right after the first order
variants as (

    select 0 as drops_at_start
    union all
    select 1 as drops_at_start

),

days as (

    select
        segments.segment_id,
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
        segments.segment_id, statistics.frequency, statistics.recency_days, statistics.age_days

),

patterns as (

    select
        2 * days.segment_id + variants.drops_at_start as data_id,
        variants.drops_at_start,
        days.frequency,
        {{ safe_divide('days.recency_days', var('clv_time_unit_days')) }} as recency,
        {{ safe_divide('days.age_days', var('clv_time_unit_days')) }} as age,
        cast(days.customers as double) as customers

    from days
    cross join variants

)

select * from patterns
