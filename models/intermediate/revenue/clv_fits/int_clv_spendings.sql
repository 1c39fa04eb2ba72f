{# grain: one row per data_id and customer with repeat purchases of some worth #}
with

statistics as (

    select *
    from {{ ref('int_customer_statistics') }}
    where frequency > 0 and monetary_value > 0

),

segments as (

    select * from {{ ref('int_clv_segments') }} where gate_reason is null

),

spent as (

    select
        segments.segment_id,
        cast(statistics.frequency as double) as frequency,
        cast(statistics.frequency * statistics.monetary_value as double) as spent,
        segments.has_sample
        and {{ is_in_start_sample(
            'statistics.frequency', 'statistics.recency_days', 'statistics.age_days'
        ) }} as is_sampled

    from statistics
    inner join segments
        on
            statistics.split = segments.split
            and (segments.segment = 'all' or segments.segment = statistics.channel)

),

with_samples as (

    select
        2 * segment_id as data_id,
        frequency,
        spent
    from spent

    union all

    select
        2 * segment_id + 1 as data_id,
        frequency,
        spent
    from spent
    where is_sampled

)

select * from with_samples
