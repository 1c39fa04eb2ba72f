{# grain: one row per split and renewal_number: customers still ordering a month later, and lost #}
with

as_of as (

    select
        as_of_date,
        {{ period_start('month', 'as_of_date') }} as as_of_month
    from {{ ref('int_as_of') }}

),

statistics as (

    select * from {{ ref('int_customer_statistics') }} where split = 'all'

),

-- the as-of's own month has not ended and says nothing yet
tenures as (

    select
        statistics.person_id,
        cast({{ dbt.datediff(
            period_start('month', 'statistics.first_order_date'),
            period_start('month', 'statistics.last_order_date'), 'month'
        ) }} as integer) as last_active_month,
        cast({{ dbt.datediff(
            period_start('month', 'statistics.first_order_date'), 'as_of.as_of_month', 'month'
        ) }} as integer) - 1 as last_whole_month

    from statistics
    cross join as_of

),

-- silent for so many whole months: lost at the first of them; else the rest of the story is unknown
closed as (

    select
        least(last_active_month, greatest(last_whole_month, 0)) as kept_renewals,
        case
            when last_whole_month - last_active_month >= {{ var('sbg_lapse_months') }} then 1
            else 0
        end as is_lost,
        count(*) as customers

    from tenures
    where last_whole_month >= 0
    group by
        least(last_active_month, greatest(last_whole_month, 0)),
        case
            when last_whole_month - last_active_month >= {{ var('sbg_lapse_months') }} then 1
            else 0
        end

),

levels as (

    select numbers.number as renewal_number
    from (
        {{ number_spine(0, '(select max(kept_renewals) from closed)') }}
    ) as numbers

),

renewals as (

    select
        'all' as split,
        levels.renewal_number,
        sum(case when closed.kept_renewals > levels.renewal_number then closed.customers else 0 end)
            as kept,
        sum(
            case
                when closed.kept_renewals = levels.renewal_number and closed.is_lost = 1
                    then closed.customers
                else 0
            end
        ) as lost

    from levels
    cross join closed
    group by levels.renewal_number

)

select * from renewals where kept + lost > 0
