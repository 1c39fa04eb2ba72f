{# grain: one row per conversion_type and pair of channels: expected visits to one from the other #}
with recursive

steps as (

    select * from {{ ref('int_journey_steps') }}

),

states as (

    select
        conversion_type,
        from_state as channel,
        cast(sum(steps) as double) as leaving_steps,
        cast(row_number() over (partition by conversion_type order by from_state) as integer)
            as channel_number,
        cast(count(*) over (partition by conversion_type) as integer) as channel_count

    from steps
    where from_state <> '(start)'
    group by conversion_type, from_state

),

-- the identity minus the chances of going from channel to channel
chances as (

    select
        from_states.conversion_type,
        from_states.channel_number as from_number,
        to_states.channel_number as to_number,
        from_states.channel_count,
        case when from_states.channel_number = to_states.channel_number then 1.0 else 0.0 end
        - coalesce({{ safe_divide('steps.steps', 'from_states.leaving_steps') }}, 0.0) as entry

    from states as from_states
    inner join states as to_states on from_states.conversion_type = to_states.conversion_type
    left join steps
        on
            from_states.conversion_type = steps.conversion_type
            and from_states.channel = steps.from_state
            and to_states.channel = steps.to_state

),

-- its inverse, by Gauss-Jordan elimination in place: one channel a step, so the result is exact
eliminated as (

    select
        conversion_type,
        from_number,
        to_number,
        channel_count,
        0 as step,
        cast(entry as double) as entry
    from chances

    union all

    select
        conversion_type,
        from_number,
        to_number,
        channel_count,
        step + 1 as step,
        case
            when from_number = step + 1 and to_number = step + 1
                then {{ safe_divide('1', 'pivot_entry') }}
            when from_number = step + 1 then {{ safe_divide('entry', 'pivot_entry') }}
            when to_number = step + 1 then -{{ safe_divide('entry', 'pivot_entry') }}
            else entry - {{ safe_divide('row_entry * column_entry', 'pivot_entry') }}
        end as entry
    from (
        select
            *,
            max(case when from_number = step + 1 and to_number = step + 1 then entry end) over (
                partition by conversion_type
            ) as pivot_entry,
            max(case when from_number = step + 1 then entry end) over (
                partition by conversion_type, to_number
            ) as row_entry,
            max(case when to_number = step + 1 then entry end) over (
                partition by conversion_type, from_number
            ) as column_entry
        from eliminated
        where step < channel_count
    ) as with_pivot

),

visits as (

    select
        eliminated.conversion_type,
        from_states.channel as from_channel,
        to_states.channel as to_channel,
        eliminated.entry as expected_visits

    from eliminated
    inner join states as from_states
        on
            eliminated.conversion_type = from_states.conversion_type
            and eliminated.from_number = from_states.channel_number
    inner join states as to_states
        on
            eliminated.conversion_type = to_states.conversion_type
            and eliminated.to_number = to_states.channel_number
    where eliminated.step = eliminated.channel_count

)

select * from visits
