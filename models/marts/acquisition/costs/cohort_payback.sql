{# grain: one row per cohort_month, channel and month_number; channel all sums the others #}
with

people as (

    select
        person_id,
        first_channel,
        {{ period_start('month', local_date('first_order_at')) }} as cohort_month
    from {{ ref('dim_people') }}
    where is_customer and {{ is_counted() }}

),

orders as (

    select
        person_id,
        contribution_margin,
        {{ period_start('month', 'order_date') }} as order_month
    from {{ ref('fct_orders') }}
    where is_valid and {{ is_counted() }}

),

days as (

    select * from {{ ref('channel_daily') }} where spend is not null

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

{%- set scopes = [('channel', 'first_channel', 'channel'), ('all', "'all'", "'all'")] %}

customers as (
    {% for scope, person_channel, day_channel in scopes %}
    select
        cohort_month,
        {{ person_channel }} as channel,
        count(*) as customers
    from people
    group by cohort_month{{ ', first_channel' if scope == 'channel' }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

spend as (
    {% for scope, person_channel, day_channel in scopes %}
    select
        {{ period_start('month', 'date_day') }} as cohort_month,
        {{ day_channel }} as channel,
        sum(spend) as spend
    from days
    group by {{ period_start('month', 'date_day') }}{{ ', channel' if scope == 'channel' }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

margins as (
    {% for scope, person_channel, day_channel in scopes %}
    select
        people.cohort_month,
        {{ 'people.' if scope == 'channel' }}{{ person_channel }} as channel,
        {{ dbt.datediff('people.cohort_month', 'orders.order_month', 'month') }}
            as month_number,
        sum(orders.contribution_margin) as contribution_margin
    from orders
    inner join people on orders.person_id = people.person_id
    group by
        people.cohort_month,
        {{ 'people.first_channel,' if scope == 'channel' }}
        {{ dbt.datediff('people.cohort_month', 'orders.order_month', 'month') }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

-- spend that won nobody keeps its cohort, without customers
cohorts as (

    select
        coalesce(customers.cohort_month, spend.cohort_month) as cohort_month,
        coalesce(customers.channel, spend.channel) as channel,
        coalesce(customers.customers, 0) as customers,
        spend.spend,
        {{ safe_divide('spend.spend', 'customers.customers') }} as cac
    from customers
    full outer join spend
        on customers.cohort_month = spend.cohort_month and customers.channel = spend.channel

),

months as (

    select distinct {{ period_start('month', 'date_day') }} as period_month
    from {{ ref('dim_dates') }}
    where is_past

),

grid as (

    select
        cohorts.*,
        months.period_month,
        {{ dbt.datediff('cohorts.cohort_month', 'months.period_month', 'month') }}
            as month_number,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'months.period_month') }} as is_complete
    from cohorts
    inner join months on cohorts.cohort_month <= months.period_month
    cross join as_of

),

-- one row per cohort and month on both sides: no fan-out; an open month has no margin yet, not zero
valued as (

    select
        grid.*,
        case
            when grid.is_complete
                then {{ safe_divide(
                    'coalesce(margins.contribution_margin, 0)', 'grid.customers'
                ) }}
        end as margin_per_customer
    from grid
    left join margins
        on
            grid.cohort_month = margins.cohort_month
            and grid.channel = margins.channel
            and grid.month_number = margins.month_number

),

cumulated as (

    select
        *,
        case
            when is_complete then sum(margin_per_customer) over (
                partition by cohort_month, channel order by month_number
                rows between unbounded preceding and current row
            )
        end as cumulative_margin_per_customer
    from valued

),

repaid as (

    select
        cohort_month,
        channel,
        min(month_number) as payback_month
    from cumulated
    where cumulative_margin_per_customer >= cac
    group by cohort_month, channel

),

-- within the month that repays, money comes in evenly: m - 1 + (CAC - before) / margin of m
interpolated as (

    select
        cumulated.*,
        repaid.payback_month,
        max(
            case
                when cumulated.month_number = repaid.payback_month
                    then greatest(0.0, repaid.payback_month - {{ safe_divide(
                        'cumulated.cumulative_margin_per_customer - cumulated.cac',
                        'cumulated.margin_per_customer'
                    ) }})
            end
        ) over (partition by cumulated.cohort_month, cumulated.channel) as interpolated_months
    from cumulated
    left join repaid
        on cumulated.cohort_month = repaid.cohort_month and cumulated.channel = repaid.channel

),

paybacks as (

    select
        cohort_month,
        channel,
        cast(month_number as integer) as month_number,
        -- a cohort with a CAC that its margin has not covered yet
        cac is not null and payback_month is null as is_censored,
        is_complete,
        cast(customers as bigint) as customers,
        cast(spend as decimal(18, 6)) as spend,
        cac,
        margin_per_customer,
        cumulative_margin_per_customer,
        case when payback_month is not null then coalesce(interpolated_months, payback_month) end
            as payback_months

    from interpolated

)

select * from paybacks
