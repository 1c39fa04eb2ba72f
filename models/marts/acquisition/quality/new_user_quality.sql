{# grain: one row per cohort_month (first seen) and channel; channel all sums the others #}
with

people as (

    select
        person_id,
        first_channel,
        first_seen_at,
        {{ local_date('first_seen_at') }} as first_seen_date,
        first_order_at
    from {{ ref('dim_people') }}
    where {{ is_counted() }}

),

person_days as (

    select * from {{ ref('fct_person_days') }} where meaningful_event_count > 0

),

orders as (

    select * from {{ ref('fct_orders') }} where is_valid and {{ is_counted() }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

{%- set day_numbers = var('new_user_retention_days') -%}
{%- set value_days = var('new_user_value_days') %}

returns as (

    select
        {% for day_number in day_numbers -%}
        max(
            case
                when person_days.activity_date
                    = {{ add_days('people.first_seen_date', day_number) }} then 1
                else 0
            end
        ) as returned_{{ day_number }},
        {% endfor -%}
        people.person_id
    from people
    inner join person_days on people.person_id = person_days.person_id
    group by people.person_id

),

early_value as (

    select
        people.person_id,
        sum(orders.net_revenue) as net_revenue,
        sum(orders.contribution_margin) as contribution_margin
    from people
    inner join orders
        on
            people.person_id = orders.person_id
            and orders.ordered_at
            <= {{ add_seconds('people.first_seen_at', value_days ~ ' * 86400') }}
    group by people.person_id

),

-- who has not been here long enough says nothing yet
judged as (

    select
        {{ period_start('month', 'people.first_seen_date') }} as cohort_month,
        people.first_channel,
        {%- for day_number in day_numbers %}
        case
            when as_of.as_of_date > {{ add_days('people.first_seen_date', day_number) }}
                then coalesce(returns.returned_{{ day_number }}, 0)
        end as returned_{{ day_number }},
        {%- endfor %}
        case
            when as_of.as_of_at > {{ add_seconds('people.first_seen_at', value_days ~ ' * 86400') }}
                then coalesce(early_value.net_revenue, 0)
        end as early_revenue,
        case
            when as_of.as_of_at > {{ add_seconds('people.first_seen_at', value_days ~ ' * 86400') }}
                then coalesce(early_value.contribution_margin, 0)
        end as early_margin

    from people
    cross join as_of
    left join returns on people.person_id = returns.person_id
    left join early_value on people.person_id = early_value.person_id

),

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
    from judged
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
