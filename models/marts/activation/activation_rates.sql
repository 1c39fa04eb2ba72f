{# grain: one row per period_grain, cohort_period (of sign-up) and channel, with the channel all #}
with

people as (

    select * from {{ ref('dim_people') }} where {{ is_counted() }} and signed_up_at is not null

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

timed as (

    select
        people.first_channel,
        {{ local_date('people.signed_up_at') }} as signup_date,
        people.activated_at is not null as is_activated_ever,
        -- somebody who did the activating thing before signing up took no time
        greatest({{ seconds_between('people.signed_up_at', 'people.activated_at') }}, 0)
            as seconds_to_activate,
        {{ add_seconds('people.signed_up_at', var('activation_window_days') * 86400) }}
        <= as_of.as_of_at as is_eligible,
        as_of.as_of_at

    from people
    cross join as_of

),

flagged as (

    select
        *,
        -- null (never) is not within the window
        coalesce(seconds_to_activate <= {{ var('activation_window_days') * 86400 }}, false)
            and is_activated_ever as is_activated,
        case when is_activated_ever then cast(seconds_to_activate as double) end as seconds

    from timed

),

channelled as (

    {% for grain in ['week', 'month'] -%}
    {% for channel in ["'all'", 'first_channel'] -%}
    select
        flagged.*,
        '{{ grain }}' as period_grain,
        {{ period_start(grain, 'signup_date') }} as cohort_period,
        {{ add_days(dbt.dateadd(grain, 1, period_start(grain, 'signup_date')), -1) }} as last_day,
        {{ channel }} as channel
    from flagged
    {% if not (loop.last and grain == 'month') %}union all{% endif %}

    {% endfor -%}
    {% endfor -%}

),

rated as (

    select
        period_grain,
        cohort_period,
        channel,
        -- the period is over and its last sign-up had all its time
        max(last_day)
        < {{ local_date(add_seconds('max(as_of_at)', -86400 * var('activation_window_days'))) }}
            as is_complete,
        count(*) as cohort_size,
        sum(case when is_eligible then 1 else 0 end) as eligible,
        sum(case when is_activated then 1 else 0 end) as activated,
        sum(case when is_activated and is_eligible then 1 else 0 end) as activated_eligible,
        sum(case when is_activated_ever then 1 else 0 end) as activated_ever,
        percentile_cont(0.5) within group (order by seconds) as median_seconds_to_activate,
        percentile_cont(0.9) within group (order by seconds) as p90_seconds_to_activate

    from channelled
    group by period_grain, cohort_period, channel

),

typed as (

    select
        period_grain,
        cohort_period,
        channel,
        is_complete,
        cast(cohort_size as bigint) as cohort_size,
        cast(eligible as bigint) as eligible,
        cast(activated as bigint) as activated,
        cast(activated_eligible as bigint) as activated_eligible,
        cast(activated_ever as bigint) as activated_ever,
        {{ safe_divide('activated_eligible', 'eligible') }} as activation_rate,
        {{ safe_divide('activated', 'cohort_size') }} as naive_activation_rate,
        median_seconds_to_activate,
        p90_seconds_to_activate

    from rated

)

select * from typed
