{# grain: one row per conversion_id #}
with

conversion_types as (

    select * from {{ ref('int_conversion_types') }}

),

events as (

    select * from {{ ref('int_events') }} where person_id <> '(none)'

),

people as (

    select * from {{ ref('int_people') }}

),

orders as (

    select * from {{ ref('int_orders') }} where is_valid

),

conversions as (

    -- each occurrence of an event
    select
        conversion_types.conversion_type,
        events.person_id,
        events.occurred_at as converted_at,
        events.event_id as source_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        events.is_internal,
        0 as conversion_value
    from conversion_types
    inner join events
        on conversion_types.kind = 'event' and conversion_types.event_name = events.event_name

    union all

    -- the first event that activates a person
    select
        conversion_types.conversion_type,
        people.person_id,
        people.activated_at as converted_at,
        people.person_id as source_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        people.is_internal,
        0 as conversion_value
    from conversion_types
    inner join people
        on
            conversion_types.kind = 'event'
            and conversion_types.event_name = '*activation'
            and people.activated_at is not null

    union all

    select
        conversion_types.conversion_type,
        people.person_id,
        people.signed_up_at as converted_at,
        people.person_id as source_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        people.is_internal,
        0 as conversion_value
    from conversion_types
    inner join people
        on conversion_types.kind = 'signup' and people.signed_up_at is not null

    union all

    -- every valid order; for first orders only those, so a guest's order is never one
    select
        conversion_types.conversion_type,
        orders.person_id,
        orders.ordered_at as converted_at,
        orders.order_id as source_id,
        orders.order_id,
        orders.is_internal,
        orders.net_revenue as conversion_value
    from conversion_types
    inner join orders
        on
            conversion_types.kind = 'order'
            or (conversion_types.kind = 'first_order' and orders.is_first_order)

),

named as (

    select
        conversion_type || ':' || source_id as conversion_id,
        conversion_type,
        person_id,
        converted_at,
        {{ local_date('converted_at') }} as conversion_date,
        order_id,
        is_internal,
        cast(conversion_value as decimal(18, 2)) as conversion_value

    from conversions

)

select * from named
