{# grain: one row #}
with

events as (

    select max(occurred_at) as newest_at from {{ ref('stg_app__events') }}

),

orders as (

    select max(ordered_at) as newest_at from {{ ref('stg_shop__orders') }}

),

newest as (

    select events.newest_at from events
    union all
    select orders.newest_at from orders

),

as_of as (

    select
        {{ "max(cast('" ~ var('as_of') ~ "' as timestamp))" if var('as_of') else 'max(newest_at)' }}
            as as_of_at

    from newest

),

dated as (

    select
        as_of_at,
        {{ local_date('as_of_at') }} as as_of_date

    from as_of

)

select * from dated
