-- Everybody who arrives at a node of a path leaves it at the next step, further on or by drop-off.
with

arriving as (

    select
        path,
        step + 1 as step,
        target as node,
        sum(people) as people
    from {{ ref('paths') }}
    where not is_drop_off
    group by path, step, target

),

leaving as (

    select
        path,
        step,
        source as node,
        sum(people) as people
    from {{ ref('paths') }}
    group by path, step, source

),

last_steps as (

    select
        path,
        max(step) as last_step
    from {{ ref('paths') }}
    group by path

)

select
    arriving.path,
    arriving.step,
    arriving.node,
    arriving.people as people_in,
    leaving.people as people_out
from arriving
inner join last_steps on arriving.path = last_steps.path
left join leaving
    on
        arriving.path = leaving.path
        and arriving.step = leaving.step
        and arriving.node = leaving.node
where
    arriving.step <= last_steps.last_step
    and arriving.people <> coalesce(leaving.people, 0)
