{# grain: one row per funnel_key, stream_id, entry_event_id and step_number (how many distinct steps
   came within the window), for unordered funnels; columns as in int_funnel_chains #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where order_mode = 'unordered'

),

events as (

    select
        definitions.funnel_key,
        definitions.entry_policy,
        definitions.window_seconds,
        definitions.entry_from,
        definitions.entry_until,
        events.*

    from {{ ref('int_funnel_step_events') }} as events
    inner join definitions on events.funnel = definitions.funnel

),

-- from each row on, the first row of every step
ahead as (

    select
        *,
        {{ local_date('occurred_at') }} as entry_date,
        row_number() over (
            partition by funnel_key, stream_id order by occurred_at, event_id
        ) as row_rank,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        {% for column in ['occurred_at', 'event_id'] -%}
        {{ first_value_ignore_nulls('case when step_number = ' ~ step ~ ' then ' ~ column ~ ' end') }}
            over (
                partition by funnel_key, stream_id order by occurred_at, event_id
                rows between current row and unbounded following
            ) as step_{{ step }}_{{ column }}{{ ',' if not (loop.last and step == var('funnel_max_steps')) }}
        {% endfor -%}
        {% endfor %}

    from events
    where not is_exclusion

),

entries as (

    select * from ahead
    where
        -- any step opens an unordered funnel
        (entry_policy <> 'first' or row_rank = 1)
        and (entry_from is null or entry_date >= entry_from)
        and (entry_until is null or entry_date <= entry_until)

),

found as (

    {% for step in range(1, var('funnel_max_steps') + 1) -%}
    select
        funnel_key,
        stream_id,
        person_id,
        occurred_at as entry_at,
        entry_date,
        event_id as entry_event_id,
        window_seconds,
        step_{{ step }}_occurred_at as reached_at,
        step_{{ step }}_event_id as event_id
    from entries
    where step_{{ step }}_occurred_at is not null
    {% if not loop.last %}union all{% endif %}

    {% endfor -%}

),

counted as (

    select
        *,
        row_number() over attempt as step_number,
        lead(reached_at) over attempt as next_at
    from found
    window attempt as (
        partition by funnel_key, stream_id, entry_event_id order by reached_at, event_id
    )

),

in_time as (

    select * from counted
    where {{ seconds_between('entry_at', 'reached_at') }} <= window_seconds

),

exclusions as (

    select
        in_time.funnel_key,
        in_time.stream_id,
        in_time.entry_event_id,
        in_time.step_number,
        min(events.occurred_at) as next_exclusion_at

    from in_time
    inner join events
        on
            in_time.funnel_key = events.funnel_key
            and in_time.stream_id = events.stream_id
            and in_time.step_number = events.step_number
            and events.is_exclusion
    where events.occurred_at > in_time.reached_at
    group by
        in_time.funnel_key,
        in_time.stream_id,
        in_time.entry_event_id,
        in_time.step_number

),

guarded as (

    select
        in_time.*,
        exclusions.next_exclusion_at,
        -- an exclusion came between two steps: the later ones do not count
        coalesce(
            min(
                case
                    when exclusions.next_exclusion_at < in_time.next_at then in_time.step_number
                end
            ) over (
                partition by in_time.funnel_key, in_time.stream_id, in_time.entry_event_id
            ),
            {{ var('funnel_max_steps') }}
        ) as last_valid_step

    from in_time
    left join exclusions
        on
            in_time.funnel_key = exclusions.funnel_key
            and in_time.stream_id = exclusions.stream_id
            and in_time.entry_event_id = exclusions.entry_event_id
            and in_time.step_number = exclusions.step_number

),

reached as (

    select
        funnel_key,
        stream_id,
        person_id,
        entry_at,
        entry_date,
        entry_event_id,
        cast(step_number as integer) as step_number,
        reached_at,
        event_id,
        -- only where the entry stopped: the last row that counts
        case when is_stop then next_exclusion_at end as next_exclusion_at,
        case when is_stop then next_at end as next_at,
        cast(null as timestamp) as closes_at,
        is_stop and next_at is null as is_waiting

    from (
        select
            *,
            step_number = max(step_number) over (
                partition by funnel_key, stream_id, entry_event_id
            ) as is_stop
        from guarded
        where step_number <= last_valid_step
    ) as valid

)

select * from reached
