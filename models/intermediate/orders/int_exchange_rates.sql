{# grain: one row per currency and stretch of dates with one rate to the reporting currency #}
with

rates as (

    select * from {{ ref('exchange_rates') }}

),

currencies as (

    select distinct currency from rates

),

changes as (

    select distinct rate_date from rates

),

-- a rate holds until the next one, but not for ever
held as (

    select
        currency,
        rate_date,
        rate_to_usd,
        coalesce(
            lead(rate_date) over (partition by currency order by rate_date),
            date '9999-01-01'
        ) as next_rate_date

    from rates

),

on_change as (

    select
        changes.rate_date,
        currencies.currency,
        held.rate_to_usd,
        held.rate_date as quoted_on

    from changes
    cross join currencies
    left join held
        on
            currencies.currency = held.currency
            and changes.rate_date >= held.rate_date
            and changes.rate_date < held.next_rate_date

),

-- the reporting currency needs no quote to be worth itself; dollars need none to be dollars
quoted as (

    select
        rate_date,
        currency,
        rate_to_usd,
        quoted_on
    from on_change
    where currency <> 'USD'

    union all

    select
        rate_date,
        'USD' as currency,
        1 as rate_to_usd,
        rate_date as quoted_on
    from changes

),

reporting as (

    select * from quoted where currency = '{{ var("reporting_currency") }}'

),

crossed as (

    select
        quoted.currency,
        quoted.rate_date as valid_from,
        coalesce(
            lead(quoted.rate_date) over (
                partition by quoted.currency order by quoted.rate_date
            ),
            date '9999-01-01'
        ) as next_from,
        {{ add_days('quoted.quoted_on', var('exchange_rate_max_age_days')) }} as own_stale_on,
        {{ add_days('reporting.quoted_on', var('exchange_rate_max_age_days')) }} as other_stale_on,
        cast({{ safe_divide('quoted.rate_to_usd', 'reporting.rate_to_usd') }} as decimal(24, 12))
            as rate

    from quoted
    inner join reporting on quoted.rate_date = reporting.rate_date
    where quoted.rate_to_usd is not null and reporting.rate_to_usd is not null

),

converted as (

    select
        currency,
        valid_from,
        least(next_from, own_stale_on, other_stale_on) as valid_until,
        rate

    from crossed
    where currency <> '{{ var("reporting_currency") }}'

    union all

    select
        '{{ var("reporting_currency") }}' as currency,
        date '1900-01-01' as valid_from,
        date '9999-01-01' as valid_until,
        1 as rate

)

select * from converted where valid_from < valid_until
