{# grain: one row per retention #}
with

retentions as (

    select * from {{ ref('retentions') }}

),

completed as (

    select
        retention,
        cohort_type,
        period_grain,
        coalesce(nullif(trim(clock), ''), 'calendar') as clock,
        case
            -- a sign-up and a first order are facts of the person, not events
            when cohort_type in ('signup', 'first_order') then null
            when cohort_type = 'recurring'
                then coalesce(nullif(trim(start_event), ''), nullif(trim(return_event), ''), '*')
            else nullif(trim(start_event), '')
        end as start_event,
        coalesce(nullif(trim(return_event), ''), '*') as return_event,
        coalesce(min_occurrences, 1) as min_occurrences,
        coalesce(
            max_periods,
            case period_grain
                when 'day' then {{ var('retention_max_days') }}
                when 'week' then {{ var('retention_max_weeks') }}
                when 'month' then {{ var('retention_max_months') }}
            end
        ) as max_periods,
        coalesce(
            nullif(trim(brackets), ''),
            case period_grain
                {%- for grain in ['day', 'week', 'month'] %}
                when '{{ grain }}' then nullif('{{ var("retention_brackets").get(grain, "") }}', '')
                {%- endfor %}
            end
        ) as brackets,
        case period_grain
            when 'day' then 86400
            when 'week' then 7 * 86400
            -- a month on the personal clock is 30 days
            when 'month' then 30 * 86400
        end as period_seconds

    from retentions

)

select * from completed
