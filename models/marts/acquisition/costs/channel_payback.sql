{# grain: one row per channel, all its cohorts pooled; channel all sums the others #}
with

cohorts as (

    select * from {{ ref('cohort_payback') }}

),

costs as (

    select
        channel,
        sum(customers) as customers,
        sum(spend) as spend,
        {{ safe_divide('sum(spend)', 'sum(customers)') }} as cac
    from cohorts
    where month_number = 0
    group by channel

),

-- the margin of an age over the customers who have reached it
ages as (

    select
        channel,
        month_number,
        {{ safe_divide('sum(margin_per_customer * customers)', 'sum(customers)') }}
            as margin_per_customer
    from cohorts
    where is_complete and customers > 0
    group by channel, month_number

),

cumulated as (

    select
        *,
        sum(margin_per_customer) over (
            partition by channel order by month_number
            rows between unbounded preceding and current row
        ) as cumulative_margin_per_customer
    from ages

),

compared as (

    select
        costs.channel,
        costs.customers,
        costs.spend,
        costs.cac,
        cumulated.month_number,
        cumulated.cumulative_margin_per_customer,
        case
            when cumulated.cumulative_margin_per_customer >= costs.cac
                then coalesce(greatest(0.0, cumulated.month_number - {{ safe_divide(
                    'cumulated.cumulative_margin_per_customer - costs.cac', 'cumulated.margin_per_customer'
                ) }}), cumulated.month_number)
        end as months_to_here
    from costs
    left join cumulated on costs.channel = cumulated.channel

),

paybacks as (

    select
        channel,
        cac is not null
        and count(months_to_here) = 0 as is_censored,
        cast(customers as bigint) as customers,
        cast(max(month_number) + 1 as integer) as observed_months,
        cast(spend as decimal(18, 6)) as spend,
        cac,
        max_by(cumulative_margin_per_customer, month_number)
            filter (where cumulative_margin_per_customer is not null) as margin_per_customer,
        -- the first age that repays
        min_by(months_to_here, month_number) filter (where months_to_here is not null)
            as payback_months

    from compared
    group by channel, customers, spend, cac

)

select * from paybacks
