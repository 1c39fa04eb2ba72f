{# grain: one row per conversion_type and channel on any journey #}
with

steps as (

    select * from {{ ref('int_journey_steps') }}

),

visits as (

    select * from {{ ref('int_journey_visits') }}

),

leaving as (

    select
        conversion_type,
        from_state as channel,
        cast(sum(steps) as double) as steps,
        cast(sum(case when to_state = '(conversion)' then steps else 0 end) as double)
            as converting_steps,
        cast(sum(case when to_state = '(conversion)' then conversion_value else 0 end) as double)
            as conversion_value
    from steps
    where from_state <> '(start)'
    group by conversion_type, from_state

),

starts as (

    select
        conversion_type,
        to_state as channel,
        {{ safe_divide('steps', 'sum(steps) over (partition by conversion_type)') }} as start_chance
    from steps
    where from_state = '(start)'

),

-- what a journey that stands at a channel comes to in the end
onward as (

    select
        visits.conversion_type,
        visits.from_channel as channel,
        sum(visits.expected_visits * {{ safe_divide('leaving.converting_steps', 'leaving.steps') }})
            as conversion_chance,
        sum(visits.expected_visits * {{ safe_divide('leaving.conversion_value', 'leaving.steps') }})
            as expected_value
    from visits
    inner join leaving
        on visits.conversion_type = leaving.conversion_type and visits.to_channel = leaving.channel
    group by visits.conversion_type, visits.from_channel

),

reached as (

    select
        visits.conversion_type,
        visits.to_channel as channel,
        sum(coalesce(starts.start_chance, 0) * visits.expected_visits) as visits_from_start,
        max(case when visits.from_channel = visits.to_channel then visits.expected_visits end)
            as visits_from_itself
    from visits
    left join starts
        on visits.conversion_type = starts.conversion_type and visits.from_channel = starts.channel
    group by visits.conversion_type, visits.to_channel

),

-- a removed channel loses what passes through it: the chance to reach it times what comes after
losses as (

    select
        reached.conversion_type,
        reached.channel,
        coalesce(starts.start_chance, 0) as start_chance,
        {{ safe_divide('reached.visits_from_start', 'reached.visits_from_itself') }}
            as reach_chance,
        onward.conversion_chance,
        onward.expected_value

    from reached
    inner join onward
        on reached.conversion_type = onward.conversion_type and reached.channel = onward.channel
    left join starts
        on reached.conversion_type = starts.conversion_type and reached.channel = starts.channel

)

select * from losses
