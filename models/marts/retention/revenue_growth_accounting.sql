{# grain: one row per period_grain, period_start, segment and segment_value #}
with

growth as (

    select
        *,
        lag(net_revenue, 1, 0) over (
            partition by period_grain, segment, segment_value
            order by period_start
        ) as previous_revenue

    from {{ ref('int_growth_periods') }}
    where entity = 'customers'

),

revenue_growth_accounting as (

    select
        entity,
        period_grain,
        period_start,
        segment,
        segment_value,
        is_complete,
        cast(new_revenue as decimal(18, 2)) as new,
        cast(retained_revenue as decimal(18, 2)) as retained,
        cast(resurrected_revenue as decimal(18, 2)) as resurrected,
        cast(expansion_revenue as decimal(18, 2)) as expansion,
        cast(contraction_revenue as decimal(18, 2)) as contraction,
        cast(churned_revenue as decimal(18, 2)) as churned,
        cast(net_revenue as decimal(18, 2)) as net_revenue,
        cast(previous_revenue as decimal(18, 2)) as previous_net_revenue,
        {{ safe_divide(
            'new_revenue + resurrected_revenue + expansion_revenue',
            'churned_revenue + contraction_revenue'
        ) }} as quick_ratio,
        {{ safe_divide('retained_revenue + expansion_revenue', 'previous_revenue') }}
            as net_retained_rate,
        {{ safe_divide('retained_revenue', 'previous_revenue') }} as gross_retained_rate

    from growth

)

select * from revenue_growth_accounting
