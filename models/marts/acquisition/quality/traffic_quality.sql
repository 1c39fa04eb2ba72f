{# grain: one row per date_day and channel with a sign-up #}
with

signups as (

    select
        *,
        extract(hour from {{ to_local('signed_up_at') }}) as hour_of_day
    from {{ ref('signup_evidence') }}

),

hours as (

    select
        signup_date,
        channel,
        hour_of_day,
        count(*) as signups
    from signups
    group by signup_date, channel, hour_of_day

),

hour_shares as (

    select
        signup_date,
        channel,
        {{ safe_divide('signups', 'sum(signups) over (partition by signup_date, channel)') }}
            as share,
        sum(signups) over (partition by signup_date, channel) as day_signups
    from hours

),

-- 1: as spread over the hours as that many sign-ups can be; 0: all in one hour
entropies as (

    select
        signup_date,
        channel,
        {{ safe_divide(
            'sum(-share * ln(share))',
            'max(case when day_signups > 1 then ln(cast(least(day_signups, 24) as double)) end)'
        ) }} as hour_entropy_rate
    from hour_shares
    group by signup_date, channel

),

counted as (

    select
        signup_date,
        channel,
        cast(count(*) as bigint) as signups,
        cast(count(*) filter (where is_manufactured) as bigint) as manufactured_signups,
        cast(count(*) filter (where has_no_second_event) as bigint) as no_second_event_signups,
        cast(count(*) filter (where has_impossible_speed) as bigint) as impossible_speed_signups,
        cast(count(*) filter (where has_shared_device) as bigint) as shared_device_signups,
        cast(count(*) filter (where has_duplicate_identifier) as bigint)
            as duplicate_identifier_signups,
        cast(count(*) filter (where is_in_burst) as bigint) as burst_signups
    from signups
    group by signup_date, channel

),

rated as (

    select
        counted.signup_date as date_day,
        counted.channel,
        counted.signups,
        counted.manufactured_signups,
        counted.no_second_event_signups,
        counted.impossible_speed_signups,
        counted.shared_device_signups,
        counted.duplicate_identifier_signups,
        counted.burst_signups,
        {{ safe_divide('counted.manufactured_signups', 'counted.signups') }}
            as invalid_traffic_rate,
        entropies.hour_entropy_rate

    from counted
    inner join entropies
        on counted.signup_date = entropies.signup_date and counted.channel = entropies.channel

)

select * from rated
