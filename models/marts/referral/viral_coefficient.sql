{# grain: one row per cohort_period (month of sign-up) and channel, with channel `all` #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

people as (

    select
        *,
        {{ period_start('month', 'signup_date') }} as cohort_period

    from {{ ref('dim_people') }}
    where signed_up_at is not null and {{ is_counted() }}

),

-- only what a person sent in the first days counts, so that old cohorts get no head start
invites as (

    select
        *,
        {{ period_start('month', local_date('inviter_signed_up_at')) }} as cohort_period,
        is_converted
        and {{ seconds_between('invited_at', 'accepted_at') }}
        <= {{ var('referral_horizon_days') }} * 86400 as is_converted_in_time

    from {{ ref('int_invites_judged') }}
    where
        {{ is_counted() }}
        and not is_self_invite
        and invited_at >= inviter_signed_up_at
        and {{ seconds_between('inviter_signed_up_at', 'invited_at') }}
        <= {{ var('referral_invite_days') }} * 86400

),

cohorts as (

    select
        cohort_period,
        first_channel as channel,
        count(*) as cohort_size
    from people
    group by cohort_period, first_channel

    union all

    select
        cohort_period,
        'all' as channel,
        count(*) as cohort_size
    from people
    group by cohort_period

),

{% set measures -%}
        count(*) as invites,
        count(distinct inviter_person_id) as inviters,
        count(*) filter (where is_converted_in_time) as accepted_invites,
        percentile_cont(0.5) within group (order by cycle_seconds) as median_cycle_seconds
{%- endset %}

timed as (

    select
        *,
        case when is_converted_in_time then {{ seconds_between('invited_at', 'accepted_at') }} end
            as cycle_seconds

    from invites

),

sent as (

    select
        cohort_period,
        inviter_channel as channel,
{{ measures }}
    from timed
    group by cohort_period, inviter_channel

    union all

    select
        cohort_period,
        'all' as channel,
{{ measures }}
    from timed
    group by cohort_period

),

joined as (

    select
        cohorts.cohort_period,
        cohorts.channel,
        cohorts.cohort_size,
        coalesce(sent.invites, 0) as invites,
        coalesce(sent.inviters, 0) as inviters,
        coalesce(sent.accepted_invites, 0) as accepted_invites,
        sent.median_cycle_seconds,
        -- the cohort's last member has had the days to invite, and the invited the days to come
        {{ to_local('as_of.as_of_at') }} >= {{ add_days(
            dbt.dateadd('month', 1, 'cohorts.cohort_period'),
            var('referral_invite_days') + var('referral_horizon_days')
        ) }} as is_complete

    from cohorts
    cross join as_of
    left join sent
        on cohorts.cohort_period = sent.cohort_period and cohorts.channel = sent.channel

),

coefficients as (

    select
        cohort_period,
        channel,
        is_complete,
        cast(cohort_size as bigint) as cohort_size,
        cast(invites as bigint) as invites,
        cast(inviters as bigint) as inviters,
        cast(accepted_invites as bigint) as accepted_invites,
        {{ safe_divide('invites', 'cohort_size') }} as invites_per_user,
        {{ safe_divide('accepted_invites', 'invites') }} as invite_conversion_rate,
        case when is_complete then {{ safe_divide('accepted_invites', 'cohort_size') }} end
            as k_factor,
        {{ safe_divide('accepted_invites', 'cohort_size') }} as naive_k_factor,
        cast(median_cycle_seconds / 86400.0 as double) as median_cycle_days

    from joined

)

select * from coefficients
