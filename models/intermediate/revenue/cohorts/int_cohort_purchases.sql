{# grain: one row per channel (all, and the person's own), person_id and purchase day #}
{%- set personal = var('ltv_clock') == 'personal_30d' %}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

days as (

    select * from {{ ref('int_purchase_days') }}

),

numbered as (

    select
        days.person_id,
        days.channel,
        {{ period_start('month', 'days.first_order_date') }} as cohort_month,
        {% if personal -%}
        cast(floor({{ days_between('days.first_order_date', 'days.order_date') }} / 30.0) as integer)
            as month_number,
        cast(floor({{ days_between('days.first_order_date', 'as_of.as_of_date') }} / 30.0) as integer)
            as whole_months,
        {%- else -%}
        cast({{ dbt.datediff('days.first_order_date', 'days.order_date', 'month') }} as integer)
            as month_number,
        cast({{ dbt.datediff('days.first_order_date', 'as_of.as_of_date', 'month') }} as integer)
            as whole_months,
        {%- endif %}
        days.net_revenue,
        days.contribution_margin

    from days
    cross join as_of

),

-- channel all beside each channel
scoped as (

    select
        person_id,
        channel,
        cohort_month,
        month_number,
        whole_months,
        net_revenue,
        contribution_margin
    from numbered

    union all

    select
        person_id,
        'all' as channel,
        cohort_month,
        month_number,
        whole_months,
        net_revenue,
        contribution_margin
    from numbered

)

select * from scoped
