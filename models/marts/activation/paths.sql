{# grain: one row per path, step, source and target; who comes in goes on or drops off #}
with

events as (

    select * from {{ ref('int_path_events') }}

),

sizes as (

    select
        path,
        position,
        event_name,
        row_number() over (partition by path, position order by count(*) desc, event_name)
            as node_rank
    from events
    group by path, position, event_name

),

named as (

    select
        events.path,
        events.person_id,
        events.position,
        events.max_steps,
        case when sizes.node_rank <= events.top_nodes then events.event_name else '(other)' end
            as node

    from events
    inner join sizes
        on
            events.path = sizes.path
            and events.position = sizes.position
            and events.event_name = sizes.event_name

),

linked as (

    select
        path,
        position,
        max_steps,
        node as source,
        lead(node) over (partition by path, person_id order by position) as target
    from named

),

counted as (

    select
        path,
        cast(position as integer) as step,
        source,
        coalesce(target, '(drop-off)') as target,
        coalesce(target, '') = '' as is_drop_off,
        cast(count(*) as bigint) as people
    from linked
    where position <= max_steps
    group by path, position, source, target

),

shared as (

    select
        counted.path,
        counted.step,
        counted.source,
        counted.target,
        counted.is_drop_off,
        counted.people,
        {{ safe_divide(
            'counted.people',
            'sum(counted.people) over (partition by counted.path, counted.step, counted.source)',
        ) }} as share_of_source,
        {{ safe_divide(
            'counted.people', 'sum(counted.people) over (partition by counted.path, counted.step)'
        ) }} as share_of_step

    from counted

)

select * from shared
