-- everybody in a stage at the end of a period is there at the start of the next one
with

arrived as (

    select
        period,
        to_stage as stage,
        sum(people) as people
    from {{ ref('lifecycle_transitions') }}
    group by period, to_stage

),

departed as (

    select
        {{ add_periods("'" ~ var('lifecycle_grain') ~ "'", 'period', -1) }} as period,
        from_stage as stage,
        sum(people) as people
    from {{ ref('lifecycle_transitions') }}
    group by period, from_stage

)

select
    arrived.period,
    arrived.stage,
    arrived.people as arrived_people,
    departed.people as departed_people
from arrived
left join departed on arrived.period = departed.period and arrived.stage = departed.stage
where
    arrived.period < (select max(newest.period) from arrived as newest)
    and arrived.people <> coalesce(departed.people, -1)
    and arrived.people > 0
