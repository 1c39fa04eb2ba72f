{# grain: one row per person_id with a first order #}
{%- set year_end = add_seconds(
    'people.first_order_at', var('customer_value_days') ~ ' * 86400'
) %}
with

people as (

    select * from {{ ref('int_people') }} where is_customer and {{ is_counted() }}

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid and {{ is_counted() }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

customers as (

    select
        people.person_id,
        people.first_channel,
        people.first_order_date,
        sum(case when orders.is_first_order then orders.contribution_margin end)
            as first_order_margin,
        -- a year that has not passed yet has no value yet
        case
            when max({{ year_end }}) < max(as_of.as_of_at)
                then sum(
                    case
                        when orders.ordered_at <= {{ year_end }} then orders.contribution_margin
                        else 0
                    end
                )
        end as value_12m

    from people
    inner join orders on people.person_id = orders.person_id
    cross join as_of
    group by people.person_id, people.first_channel, people.first_order_date

)

select * from customers
