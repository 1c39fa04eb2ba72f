{# grain: one row per person_id, dimension and value that was seen #}
-- a view: for one reader, writing the rows down costs more than working them out
{{ config(materialized='view') }}
with

sessions as (

    select
        person_id,
        channel,
        coalesce(device_type, '(unknown)') as device,
        {{ to_local('started_at') }} as moment_at
    from {{ ref('int_sessions') }}
    where {{ is_counted() }}

),

orders as (

    select
        person_id,
        session_id,
        {{ to_local('ordered_at') }} as moment_at
    from {{ ref('int_orders') }}
    where is_valid and {{ is_counted() }} and person_id <> '(guest)'

),

items as (

    select
        person_id,
        category,
        {{ safe_divide('gross_amount', 'quantity') }} as unit_price
    from {{ ref('int_order_items') }}
    where is_valid and {{ is_counted() }} and person_id <> '(guest)'

),

-- the hour of visits, and of orders that no visit explains
moments as (

    select
        person_id,
        moment_at
    from sessions
    union all
    select
        person_id,
        moment_at
    from orders
    where session_id is null

),

hours as (

    select
        person_id,
        substr(cast(moment_at as {{ dbt.type_string() }}), 12, 2) as hour
    from moments

),

price_cuts as (

    select
        {{ exact_percentile('unit_price', '1.0 / 3') }} as low_price,
        {{ exact_percentile('unit_price', '2.0 / 3') }} as high_price
    from items

),

-- thirds of all prices paid
bands as (

    select
        items.person_id,
        case
            when items.unit_price > price_cuts.high_price then 'high'
            when items.unit_price > price_cuts.low_price then 'middle'
            else 'low'
        end as price_band

    from items
    cross join price_cuts
    where items.unit_price is not null

),

observed as (

    {% for dimension, relation in [
        ('category', 'items'), ('channel', 'sessions'), ('device', 'sessions'), ('hour', 'hours'),
        ('price_band', 'bands'),
    ] %}
    select
        person_id,
        '{{ dimension }}' as dimension,
        {{ dimension }} as preference_value,
        count(*) as observation_count
    from {{ relation }}
    group by person_id, {{ dimension }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from observed
