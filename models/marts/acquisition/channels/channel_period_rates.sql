{# grain: one row per channel and period (a month, or all): the rates that the scorecard judges #}
with

periods as (

    select * from {{ ref('channel_periods') }}

),

channels as (

    select * from {{ ref('dim_channels') }}

),

targets as (

    select * from {{ ref('targets') }} where metric = 'cac' and scenario = 'base'

),

cohort_paybacks as (

    select * from {{ ref('cohort_payback') }} where month_number = 0

),

channel_paybacks as (

    select * from {{ ref('channel_payback') }}

),

-- what a customer may cost: the var, else the target, else what channels that spend pay on average
limits as (

    select
        periods.period,
        coalesce(
            cast({{ var('core_channel_max_cac') or 'null' }} as double),
            max(targets.target),
            {{ safe_divide(
                'sum(periods.media_spend)',
                'sum(case when periods.media_spend > 0 then periods.new_customers end)'
            ) }}
        ) as max_cac
    from periods
    left join (
        select
            cast(period_month as {{ dbt.type_string() }}) as period,
            cast(target as double) as target
        from targets
        union all
        select
            'all' as period,
            cast(avg(target) as double) as target
        from targets
    ) as targets on periods.period = targets.period
    group by periods.period

),

paybacks as (

    select
        channel,
        cast(cohort_month as {{ dbt.type_string() }}) as period,
        payback_months,
        is_censored
    from cohort_paybacks

    union all

    select
        channel,
        'all' as period,
        payback_months,
        is_censored
    from channel_paybacks

),

rated as (

    select
        periods.channel,
        periods.period,
        periods.period_month,
        coalesce(channels.is_paid, false) as is_paid,
        coalesce(paybacks.is_censored, false) as is_payback_censored,
        periods.sessions,
        periods.signups,
        periods.new_customers,
        periods.media_spend as spend,
        limits.max_cac,
        paybacks.payback_months,
        {{ safe_divide('periods.media_spend', 'periods.new_customers') }} as cac,
        {{ safe_divide(
            'coalesce(periods.media_spend, 0) + coalesce(periods.other_cost, 0)',
            'periods.new_customers'
        ) }}
            as fully_loaded_cac,
        {{ safe_divide('periods.activated', 'periods.activation_eligible') }} as activation_rate,
        {{ safe_divide('periods.d30_retained', 'periods.d30_eligible') }} as d30_retention_rate,
        {{ safe_divide('periods.first_order_margin', 'periods.new_customers') }}
            as first_order_margin,
        {{ safe_divide('periods.value_12m', 'periods.value_12m_eligible') }} as value_12m,
        {{ safe_divide('periods.manufactured_signups', 'periods.checked_signups') }}
            as invalid_traffic_rate
    from periods
    inner join limits on periods.period = limits.period
    left join channels on periods.channel = channels.channel
    left join paybacks on periods.channel = paybacks.channel and periods.period = paybacks.period

)

select * from rated
