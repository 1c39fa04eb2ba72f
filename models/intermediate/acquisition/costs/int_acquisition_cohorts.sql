{# grain: one row per cohort_month and channel (or all) with a new customer or spend #}
with

people as (

    select
        first_channel as channel,
        {{ period_start('month', 'first_order_date') }} as cohort_month
    from {{ ref('int_people') }}
    where is_customer and {{ is_counted() }}

),

spend as (

    select
        channel,
        {{ period_start('month', 'spend_date') }} as cohort_month,
        spend
    from {{ ref('int_spend_valued') }}
    where spend is not null

),

-- spend that won nobody keeps its cohort, without customers
stacked as (

    select
        cohort_month,
        channel,
        1 as customers,
        null as spend
    from people

    union all

    select
        cohort_month,
        channel,
        0 as customers,
        spend
    from spend

),

cohorts as (
    {% for channel in ['channel', "'all'"] %}
    select
        cohort_month,
        {{ channel }} as channel,
        cast(sum(customers) as bigint) as customers,
        cast(sum(spend) as decimal(18, 6)) as spend,
        {{ safe_divide('sum(spend)', 'sum(customers)') }} as cac
    from stacked
    group by cohort_month{{ ', channel' if loop.first }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select * from cohorts
