{# grain: one row per entity, period_grain, period_start, segment and segment_value #}
with

growth as (

    select
        *,
        lag(active_people, 1, 0) over (
            partition by entity, period_grain, segment, segment_value
            order by period_start
        ) as previous_active_people

    from {{ ref('int_growth_periods') }}

),

growth_accounting as (

    select
        entity,
        period_grain,
        period_start,
        segment,
        segment_value,
        is_complete,
        cast(new_people as bigint) as new,
        cast(retained_people as bigint) as retained,
        cast(resurrected_people as bigint) as resurrected,
        cast(churned_people as bigint) as churned,
        cast(active_people as bigint) as active,
        cast(previous_active_people as bigint) as previous_active,
        {{ safe_divide('new_people + resurrected_people', 'churned_people') }} as quick_ratio,
        {{ safe_divide('retained_people', 'previous_active_people') }} as retained_rate,
        {{ safe_divide('churned_people', 'previous_active_people') }} as churned_rate

    from growth

)

select * from growth_accounting
