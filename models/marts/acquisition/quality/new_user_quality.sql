{# grain: one row per cohort_month (first seen) and channel; channel all sums the others #}
with

outcomes as (

    select * from {{ ref('int_new_user_outcomes') }}

),

{%- set day_numbers = var('new_user_retention_days') -%}
{%- set value_days = var('new_user_value_days') %}

counted as (
    {% for channel in ['first_channel', "'all'"] %}
    select
        cohort_month,
        {{ channel }} as channel,
        count(*) as new_users,
        {%- for day_number in day_numbers %}
        count(returned_{{ day_number }}) as d{{ day_number }}_eligible,
        coalesce(sum(returned_{{ day_number }}), 0) as d{{ day_number }}_retained,
        {%- endfor %}
        count(early_revenue) as value_eligible,
        coalesce(sum(early_revenue), 0) as early_revenue,
        coalesce(sum(early_margin), 0) as early_margin
    from outcomes
    group by cohort_month{{ ', first_channel' if loop.first }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

rated as (

    select
        cohort_month,
        channel,
        value_eligible = new_users as is_complete,
        cast(new_users as bigint) as new_users,
        {%- for day_number in day_numbers %}
        cast(d{{ day_number }}_eligible as bigint) as d{{ day_number }}_eligible,
        cast(d{{ day_number }}_retained as bigint) as d{{ day_number }}_retained,
        {%- endfor %}
        cast(value_eligible as bigint) as value_eligible,
        cast(early_revenue as decimal(18, 2)) as first_{{ value_days }}_day_revenue,
        cast(early_margin as decimal(18, 2)) as first_{{ value_days }}_day_margin,
        {%- for day_number in day_numbers %}
        {{ safe_divide('d' ~ day_number ~ '_retained', 'd' ~ day_number ~ '_eligible') }}
            as d{{ day_number }}_retention_rate,
        {%- endfor %}
        {{ safe_divide('early_revenue', 'value_eligible') }} as first_{{ value_days }}_day_value

    from counted

)

select * from rated
