{# grain: one row per cohort_month, channel (or all) and month_number that has begun #}
with

cohorts as (

    select * from {{ ref('int_acquisition_cohorts') }}

),

orders as (

    select
        people.first_channel,
        {{ period_start('month', 'people.first_order_date') }} as cohort_month,
        {{ dbt.datediff('people.first_order_date', 'orders.order_date', 'month') }}
            as month_number,
        orders.contribution_margin
    from {{ ref('int_orders') }} as orders
    inner join {{ ref('int_people') }} as people on orders.person_id = people.person_id
    where
        people.is_customer
        and {{ is_counted('people') }}
        and orders.is_valid
        and {{ is_counted('orders') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

margins as (
    {% for channel in ['first_channel', "'all'"] %}
    select
        cohort_month,
        {{ channel }} as channel,
        month_number,
        sum(contribution_margin) as contribution_margin
    from orders
    group by cohort_month, month_number{{ ', first_channel' if loop.first }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

lives as (

    select
        cohorts.*,
        {{ dbt.datediff('cohorts.cohort_month', 'as_of.as_of_date', 'month') }} as last_number
    from cohorts
    cross join as_of

),

numbers as (

    {{ number_spine(0, '(select max(last_number) from lives)') }}

),

-- one row per cohort and month on both sides: no fan-out; the as-of's month is open
valued as (

    select
        lives.cohort_month,
        lives.channel,
        lives.customers,
        lives.spend,
        lives.cac,
        cast(numbers.number as integer) as month_number,
        numbers.number < lives.last_number as is_complete,
        -- an open month has no margin yet, not zero
        case
            when numbers.number < lives.last_number
                then {{ safe_divide(
                    'coalesce(margins.contribution_margin, 0)', 'lives.customers'
                ) }}
        end as margin_per_customer
    from lives
    inner join numbers on lives.last_number >= numbers.number
    left join margins
        on
            lives.cohort_month = margins.cohort_month
            and lives.channel = margins.channel
            and numbers.number = margins.month_number

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

)

select * from cumulated
