{# grain: one row per problem of a funnel's definition; the build stops when there is any #}
{{ config(post_hook="{{ refuse_problems(this, 'funnel') }}") }}
with

funnels as (

    select * from {{ ref('funnels') }}

),

problems as (

    select
        funnel,
        'window_seconds' as column_name,
        'is empty' as problem
    from funnels where window_seconds is null

)

select * from problems
