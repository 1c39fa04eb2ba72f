{# grain: one row per date_day, from the first date that any fact has to the as-of's year's end #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

events as (

    select min(event_date) as first_date from {{ ref('int_events') }}

),

orders as (

    select min(order_date) as first_date from {{ ref('int_orders') }}

),

spend as (

    select min(spend_date) as first_date from {{ ref('int_spend_valued') }}

),

-- an account may be older than anything it did that was delivered, and so may an invite
signups as (

    select {{ local_date('min(signed_up_at)') }} as first_date from {{ ref('int_people') }}

),

invites as (

    select {{ local_date('min(invited_at)') }} as first_date from {{ ref('int_invites_judged') }}

),

bounds as (

    select
        {{ period_start('year', "min(first_dates.first_date)") }} as first_date,
        {{ add_days(period_start('year', add_days(period_start('year', 'max(as_of.as_of_date)'), 370)), -1) }}
            as last_date

    from (
        select first_date from events
        union all
        select first_date from orders
        union all
        select first_date from spend
        union all
        select first_date from signups
        union all
        select first_date from invites
    ) as first_dates
    cross join as_of

),

days as (

    {{ date_spine('(select first_date from bounds)', '(select last_date from bounds)') }}

),

described as (

    select
        days.date_day,
        {{ period_start('week', 'days.date_day') }} as week_start,
        {{ period_start('month', 'days.date_day') }} as month_start,
        {{ period_start('quarter', 'days.date_day') }} as quarter_start,
        {{ period_start('year', 'days.date_day') }} as year_start,
        cast(extract(isodow from days.date_day) as integer) as iso_day_of_week,
        extract(isodow from days.date_day) >= 6 as is_weekend,
        days.date_day <= as_of.as_of_date as is_past

    from days
    cross join as_of

)

select * from described
