{# grain: one row per channel and month_number that some cohort has lived #}
with

months as (

    select * from {{ ref('int_cohort_months') }}

),

-- what a month brought, by those who have lived all of it: a young cohort is no zero
pooled as (

    select
        channel,
        month_number,
        sum(eligible) as eligible,
        sum(eligible_revenue) as eligible_revenue,
        sum(eligible_margin) as eligible_margin,
        sum(sum(case when month_number = 0 then customers else 0 end)) over (partition by channel)
            as customers

    from months
    group by channel, month_number

),

marginal as (

    select
        *,
        {{ safe_divide('eligible_revenue', 'eligible') }} as marginal_revenue,
        {{ safe_divide('eligible_margin', 'eligible') }} as marginal_margin

    from pooled
    where eligible > 0

),

curves as (

    select
        channel,
        month_number,
        cast(customers as bigint) as customers,
        cast(eligible as bigint) as eligible,
        round(marginal_revenue, 6) as marginal_revenue,
        round(marginal_margin, 6) as marginal_margin,
        round(sum(marginal_revenue) over up_to_month, 6) as cumulative_revenue,
        round(sum(marginal_margin) over up_to_month, 6) as cumulative_margin,
        -- the common mistake, for comparison: everybody in the denominator, whatever their age
        round({{ safe_divide('sum(eligible_revenue) over up_to_month', 'customers') }}, 6)
            as naive_cumulative_revenue

    from marginal
    window
        up_to_month as (
            partition by channel order by month_number
            rows between unbounded preceding and current row
        )

)

select * from curves
