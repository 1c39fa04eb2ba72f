{# grain: one row per period_grain, period_start, breakdown, breakdown_value and step_number of the
   volume-based funnel ad: impression, click, visit, sign-up, order of the paid channels #}
with

paid as (

    select channel from {{ ref('channels') }} where is_paid

),

spend as (

    select * from {{ ref('int_spend_valued') }}

),

sessions as (

    select * from {{ ref('int_sessions') }} where {{ is_counted() }}

),

people as (

    select * from {{ ref('int_people') }} where {{ is_counted() }} and signed_up_at is not null

),

orders as (

    select * from {{ ref('int_orders') }} where {{ is_counted() }} and is_valid

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

daily as (

    select
        spend_date as date_day,
        channel,
        1 as step_number,
        sum(impressions) as volume
    from spend group by spend_date, channel
    union all
    select
        spend_date as date_day,
        channel,
        2 as step_number,
        sum(clicks) as volume
    from spend group by spend_date, channel
    union all
    select
        session_date as date_day,
        channel,
        3 as step_number,
        count(*) as volume
    from sessions group by session_date, channel
    union all
    select
        {{ local_date('signed_up_at') }} as date_day,
        first_channel as channel,
        4 as step_number,
        count(*) as volume
    from people group by {{ local_date('signed_up_at') }}, first_channel
    union all
    select
        order_date as date_day,
        channel,
        5 as step_number,
        count(*) as volume
    from orders group by order_date, channel

),

paid_daily as (

    select
        daily.date_day,
        daily.channel,
        daily.step_number,
        cast(coalesce(daily.volume, 0) as bigint) as volume
    from daily
    inner join paid on daily.channel = paid.channel
    -- unless a funnel of that name was defined
    where not exists (
        select 1 from {{ ref('funnels') }} as funnels where funnels.funnel = 'ad'
    )

),

first_days as (

    select min(date_day) as first_day from paid_daily

),

spread as (

    {% for grain in ['day', 'week', 'month', 'all'] -%}
    {% for breakdown in ['all', 'channel'] -%}
    select
        '{{ grain }}' as period_grain,
        {{ 'first_days.first_day' if grain == 'all' else period_start(grain, 'paid_daily.date_day') }}
            as period_start,
        {{ 'as_of.as_of_date' if grain == 'all' else
            add_days(dbt.dateadd(grain, 1, period_start(grain, 'paid_daily.date_day')), -1) }}
        < as_of.as_of_date as is_complete,
        '{{ breakdown }}' as breakdown,
        {{ "'all'" if breakdown == 'all' else 'paid_daily.channel' }} as breakdown_value,
        paid_daily.step_number,
        paid_daily.volume
    from paid_daily
    cross join first_days
    cross join as_of
    {% if not (grain == 'all' and breakdown == 'channel') %}union all{% endif %}

    {% endfor -%}
    {% endfor -%}

),

steps as (

    {% for name in ['Impression', 'Click', 'Visit', 'Sign up', 'Order'] -%}
    select {{ loop.index }} as step_number, '{{ name }}' as step_name{{ ' union all' if not loop.last }}
    {% endfor -%}

),

summed as (

    select
        spread.period_grain,
        spread.period_start,
        spread.breakdown,
        spread.breakdown_value,
        steps.step_number,
        steps.step_name,
        spread.is_complete,
        sum(case when spread.step_number = 1 then spread.volume else 0 end) as entered,
        sum(case when spread.step_number = steps.step_number then spread.volume else 0 end) as reached

    from spread
    cross join steps
    group by
        spread.period_grain,
        spread.period_start,
        spread.breakdown,
        spread.breakdown_value,
        steps.step_number,
        steps.step_name,
        spread.is_complete

)

select * from summed
