{# grain: one row per cohort_month and channel of acquisition, all included #}
with

months as (

    select * from {{ ref('cohort_ltv') }} where month_number = 11

),

cohorts as (

    select distinct
        cohort_month,
        channel
    from {{ ref('cohort_ltv') }}

),

twelfths as (

    select
        cohort_month,
        channel,
        max(case when is_complete then cumulative_margin_per_customer end) as realised,
        -- in the twelfth month itself: all but its end is lived
        max(
            case
                when not is_complete and not is_predicted
                    then {{ safe_divide('cumulative_margin', 'customers') }}
            end
        ) as nearly_realised,
        max(case when is_predicted then ltv_margin end) as predicted

    from months
    group by cohort_month, channel

),

ltv as (

    select
        cohorts.cohort_month,
        cohorts.channel,
        twelfths.realised is null as is_ltv_predicted,
        coalesce(twelfths.realised, twelfths.nearly_realised, twelfths.predicted) as ltv_12m

    from cohorts
    left join twelfths
        on cohorts.cohort_month = twelfths.cohort_month and cohorts.channel = twelfths.channel

)

select * from ltv
