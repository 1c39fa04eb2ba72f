{# grain: one row per funnel, period_grain, period_start, breakdown, breakdown_value, step_number:
   every period from the first entry to the as-of, also those nobody entered #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where preset = 'own'

),

units as (

    select * from {{ ref('int_funnel_periods') }} where preset = 'own'

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

spans as (

    select
        definitions.funnel,
        definitions.breakdown,
        definitions.window_seconds,
        as_of.as_of_date,
        coalesce(min(units.period_start), definitions.entry_from, as_of.as_of_date)
            as first_date,
        least(coalesce(definitions.entry_until, as_of.as_of_date), as_of.as_of_date) as last_date,
        -- entries of this day and later can still convert
        {{ local_date(add_seconds('as_of.as_of_at', '-definitions.window_seconds')) }} as open_from

    from definitions
    cross join as_of
    left join units on definitions.funnel_key = units.funnel_key and units.period_grain = 'all'
    group by
        definitions.funnel,
        definitions.breakdown,
        definitions.window_seconds,
        definitions.entry_from,
        definitions.entry_until,
        as_of.as_of_at,
        as_of.as_of_date

),

bounds as (

    select
        min(first_date) as first_date,
        max(last_date) as last_date
    from spans

),

dates as (

    {{ date_spine('bounds.first_date', 'bounds.last_date') }}
    from bounds

),

days as (

    select
        spans.funnel,
        dates.date_day,
        spans.open_from
    from dates
    inner join spans
        on dates.date_day >= spans.first_date and dates.date_day <= spans.last_date

),

periods as (

    {% for grain in ['day', 'week', 'month'] -%}
    select
        funnel,
        '{{ grain }}' as period_grain,
        {{ period_start(grain, 'date_day') }} as period_start,
        {{ add_days(dbt.dateadd(grain, 1, period_start(grain, 'date_day')), -1) }}
        < min(open_from) as is_complete
    from days
    group by funnel, {{ period_start(grain, 'date_day') }}

    union all

    {% endfor -%}
    select
        funnel,
        'all' as period_grain,
        first_date as period_start,
        last_date < open_from as is_complete
    from spans

),

values_seen as (

    select
        funnel,
        period_grain,
        period_start,
        'all' as breakdown,
        'all' as breakdown_value
    from periods

    union all

    select distinct
        units.funnel,
        units.period_grain,
        units.period_start,
        definitions.breakdown,
        units.breakdown_value
    from units
    inner join definitions on units.funnel_key = definitions.funnel_key
    where definitions.breakdown is not null

),

cells as (

    select
        values_seen.*,
        steps.step_number,
        steps.step_name,
        steps.from_step,
        steps.is_optional,
        periods.is_complete

    from values_seen
    inner join periods
        on
            values_seen.funnel = periods.funnel
            and values_seen.period_grain = periods.period_grain
            and values_seen.period_start = periods.period_start
    inner join {{ ref('int_funnel_transitions') }} as steps on values_seen.funnel = steps.funnel

)

select * from cells
