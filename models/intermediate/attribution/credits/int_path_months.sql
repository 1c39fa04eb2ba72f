{# grain: one row per conversion_type, conversion_month and has_touch #}
with

paths as (

    select
        *,
        {{ period_start('month', 'conversion_date') }} as conversion_month
    from {{ ref('int_conversion_paths') }}

),

touched as (

    select conversion_number
    from {{ ref('int_touches_described') }}
    where touch_number = 1

),

months as (

    select
        paths.conversion_type,
        paths.conversion_month,
        touched.conversion_number is not null as has_touch,
        count(*) as conversions,
        sum(paths.conversion_value) as conversion_value
    from paths
    left join touched on paths.conversion_number = touched.conversion_number
    group by
        paths.conversion_type, paths.conversion_month, touched.conversion_number is not null

)

select * from months
