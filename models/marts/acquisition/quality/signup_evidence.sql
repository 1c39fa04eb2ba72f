{# grain: one row per person_id who signed up #}
with

signups as (

    select * from {{ ref('int_signup_events') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

counted as (

    select
        signups.*,
        {{ seconds_between('signups.happened_at', 'as_of.as_of_at') }} > 86400 as is_past_first_day,
        -- (a device without clicks, a person without a device are no group)
        case
            when signups.click_id is not null then count(*) over (partition by signups.click_id)
        end as click_people,
        count(*) over (
            partition by signups.channel order by signups.happened_at
            range between interval '{{ var("signup_burst_seconds") // 2 }}' second preceding
            and interval '{{ var("signup_burst_seconds") // 2 }}' second following
        ) as burst_people,
        count(*) over (partition by signups.channel) as channel_people,
        min(signups.signup_date) over (partition by signups.channel) as channel_from,
        max(signups.signup_date) over (partition by signups.channel) as channel_until

    from signups
    cross join as_of

),

signalled as (

    select
        person_id,
        signup_date,
        channel,
        happened_at,
        visitor_id,
        -- nothing but the sign-up, a day later
        has_event and is_past_first_day and later_event_count = 0 and not is_customer
            as has_no_second_event,
        -- nobody reads and fills a form so fast
        coalesce(seconds_since_previous <= {{ var('signup_rush_seconds') }}, false)
            as has_impossible_speed,
        coalesce(has_event and device_people >= {{ var('signup_device_people') }}, false)
            as has_shared_device,
        coalesce(click_people >= {{ var('signup_click_people') }}, false)
            as has_duplicate_identifier,
        burst_people >= {{ var('signup_burst_people') }}
        and burst_people * 86400.0 * ({{ days_between('channel_from', 'channel_until') }} + 1)
        >= {{ var('signup_burst_ratio') }} * channel_people * {{ var('signup_burst_seconds') }}
            as is_in_burst,
        seconds_since_previous,
        device_people,
        click_people,
        burst_people,
        later_event_count

    from counted

),

scored as (

    select
        *,
        case when has_no_second_event then 1 else 0 end
        + case when has_impossible_speed then 1 else 0 end
        + case when has_shared_device then 1 else 0 end
        + case when has_duplicate_identifier then 1 else 0 end
        + case when is_in_burst then 1 else 0 end as signals
    from signalled

),

judged as (

    select
        person_id,
        signup_date,
        channel,
        visitor_id,
        happened_at as signed_up_at,
        -- one signal happens to anybody, three at once do not
        signals >= {{ var('signup_signals_to_accuse') }} as is_manufactured,
        has_no_second_event,
        has_impossible_speed,
        has_shared_device,
        has_duplicate_identifier,
        is_in_burst,
        cast(signals as integer) as signals,
        cast(device_people as integer) as device_people,
        cast(click_people as integer) as click_people,
        cast(burst_people as integer) as burst_people,
        cast(later_event_count as integer) as later_event_count,
        cast(seconds_since_previous as double) as seconds_since_previous

    from scored

)

select * from judged
