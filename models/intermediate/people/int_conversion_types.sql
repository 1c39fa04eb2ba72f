{# grain: one row per conversion_type #}
with

chosen as (

    select * from {{ ref('conversion_types') }}

),

-- CAC needs first orders and ROAS needs orders, whether or not anybody chose to attribute them
needed as (

    select 'first_order' as kind
    union all
    select 'order' as kind

),

missing as (

    select needed.kind
    from needed
    left join chosen on needed.kind = chosen.kind
    where chosen.kind is null

),

conversion_types as (

    select
        conversion_type,
        kind,
        event_name,
        lookback_days,
        coalesce(reset_on_conversion, false) as reset_on_conversion
    from chosen

    union all

    select
        '(' || kind || ')' as conversion_type,
        kind,
        cast(null as {{ dbt.type_string() }}) as event_name,
        {{ var('attribution_lookback_days') }} as lookback_days,
        false as reset_on_conversion
    from missing

),

described as (

    select
        conversion_type,
        kind,
        event_name,
        coalesce(lookback_days, {{ var('attribution_lookback_days') }}) as lookback_days,
        reset_on_conversion,
        -- these happen to a person once at most
        kind in ('first_order', 'signup') or coalesce(event_name, '') = '*activation' as is_once,
        -- of several types of one kind the first by name stands for new customers, for revenue
        kind = 'first_order'
        and row_number() over (partition by kind order by conversion_type) = 1 as is_acquisition,
        kind = 'order'
        and row_number() over (partition by kind order by conversion_type) = 1 as is_revenue

    from conversion_types

)

select * from described
