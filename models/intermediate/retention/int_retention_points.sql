{# grain: one row per retention, cohort_period, segment, segment_value and period_number #}
{#- only periods with a return or an order -#}
with

returns as (

    select * from {{ ref('int_retention_returns') }}

),

revenue as (

    select * from {{ ref('int_retention_revenue') }}

),

numbers as (

    {{ number_spine(0, set_places() ~ ' - 1') }}

),

places as (

    select
        number as place,
        {{ place_bit('number') }} as place_bit

    from numbers

),

shown as (

    select
        retention,
        person_id,
        cohort_period,
        tier,
        periods_begun,
        first_number,
        returns & {{ places_before('max_periods + 1 - first_number') }} as returns

    from returns

),

segmented_returns as (

    {{ in_each_segment('shown') }}

),

segmented_revenue as (

    {{ in_each_segment('revenue') }}

),

happened as (

    select
        segmented_returns.retention,
        segmented_returns.cohort_period,
        segmented_returns.segment,
        segmented_returns.segment_value,
        segmented_returns.periods_begun,
        segmented_returns.first_number + places.place as period_number,
        count(*) as retained,
        0 as net_revenue
    from segmented_returns
    inner join places on segmented_returns.returns & places.place_bit > 0
    group by
        segmented_returns.retention,
        segmented_returns.cohort_period,
        segmented_returns.segment,
        segmented_returns.segment_value,
        segmented_returns.periods_begun,
        segmented_returns.first_number + places.place

    union all

    select
        retention,
        cohort_period,
        segment,
        segment_value,
        periods_begun,
        period_number,
        0 as retained,
        sum(net_revenue) as net_revenue
    from segmented_revenue
    group by retention, cohort_period, segment, segment_value, periods_begun, period_number

),

points as (

    -- a period has ended for a member once the next one has begun
    select
        retention,
        cohort_period,
        segment,
        segment_value,
        period_number,
        sum(retained) as retained,
        sum(net_revenue) as net_revenue,
        sum(case when period_number < periods_begun then retained else 0 end) as mature_retained,
        sum(case when period_number < periods_begun then net_revenue else 0 end)
            as mature_net_revenue

    from happened
    group by retention, cohort_period, segment, segment_value, period_number

)

select * from points
