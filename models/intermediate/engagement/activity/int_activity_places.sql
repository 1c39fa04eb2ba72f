{# grain: one row per event_pattern and period_grain asked of it, event_name and activity_date #}
{#- Where a day's events of a name lie on the calendar, worked out once for all of them: in which
    block of 60 periods, counted back from the as-of, and at which place of its set of bits. -#}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

patterns as (

    select * from {{ ref('int_activity_patterns') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

first_days as (

    select min(activity_date) as first_date from {{ ref('int_activities') }}

),

dates as (

    {{ date_spine(
        '(select coalesce(min(first_date), date \'1970-01-01\') from first_days)',
        '(select max(as_of_date) from as_of)'
    ) }}

),

asked as (

    select
        start_event as event_pattern,
        period_grain
    from retentions
    where start_event is not null

    union distinct

    -- on the personal clock a period depends on the start, and is found there
    select
        return_event as event_pattern,
        period_grain
    from retentions
    where clock = 'calendar'

),

days_asked as (

    select
        asked.event_pattern,
        asked.period_grain,
        patterns.event_name,
        dates.date_day as activity_date,
        {{ periods_between(
            'asked.period_grain',
            period_start_of('asked.period_grain', 'dates.date_day'),
            period_start_of('asked.period_grain', 'as_of.as_of_date')
        ) }} as periods_back

    from asked
    inner join patterns on asked.event_pattern = patterns.event_pattern
    cross join dates
    cross join as_of

),

places as (

    select
        event_pattern,
        period_grain,
        event_name,
        activity_date,
        periods_back,
        -- the last period of the block, which has its highest place
        periods_back - mod(periods_back, {{ set_places() }}) as block_ends_back,
        {{ place_bit(set_places() ~ ' - 1 - mod(periods_back, ' ~ set_places() ~ ')') }} as place_bit

    from days_asked

)

select * from places
