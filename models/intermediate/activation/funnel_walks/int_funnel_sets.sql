{# grain: one row per funnel_key, stream_number, entry_at, entry_tie and step_number (how many
   distinct steps came within the window), for unordered funnels; columns: int_funnel_reached #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where order_mode = 'unordered'

),

entries as (

    select * from {{ ref('int_funnel_set_entries') }}

),

found as (

    {% for step in range(1, var('funnel_max_steps') + 1) -%}
    select
        funnel_key,
        stream_number,
        occurred_at as entry_at,
        tie as entry_tie,
        entry_date,
        window_seconds,
        step_{{ step }}_occurred_at as reached_at,
        step_{{ step }}_tie as tie
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
        partition by funnel_key, stream_number, entry_at, entry_tie order by reached_at, tie
    )

),

in_time as (

    select * from counted
    where {{ seconds_between('entry_at', 'reached_at') }} <= window_seconds

),

exclusions as (

    select
        in_time.funnel_key,
        in_time.stream_number,
        in_time.entry_at,
        in_time.entry_tie,
        in_time.step_number,
        min(events.occurred_at) as next_exclusion_at

    from in_time
    inner join definitions on in_time.funnel_key = definitions.funnel_key
    inner join {{ ref('int_funnel_step_events') }} as events
        on
            definitions.funnel_number = events.funnel_number
            and in_time.stream_number = events.stream_number
            and in_time.step_number = events.step_number
            and events.is_exclusion
    where events.occurred_at > in_time.reached_at
    group by
        in_time.funnel_key,
        in_time.stream_number,
        in_time.entry_at,
        in_time.entry_tie,
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
                partition by
                    in_time.funnel_key, in_time.stream_number, in_time.entry_at, in_time.entry_tie
            ),
            {{ var('funnel_max_steps') }}
        ) as last_valid_step

    from in_time
    left join exclusions
        on
            in_time.funnel_key = exclusions.funnel_key
            and in_time.stream_number = exclusions.stream_number
            and in_time.entry_at = exclusions.entry_at
            and in_time.entry_tie = exclusions.entry_tie
            and in_time.step_number = exclusions.step_number

),

reached as (

    select
        funnel_key,
        stream_number,
        entry_at,
        entry_tie,
        entry_date,
        cast(step_number as integer) as step_number,
        reached_at,
        tie,
        -- only where the entry stopped: the last row that counts
        case when is_stop then next_exclusion_at end as next_exclusion_at,
        case when is_stop then next_at end as next_at,
        cast(null as timestamp) as step_closes_at,
        is_stop and next_at is null as is_waiting

    from (
        select
            *,
            step_number = max(step_number) over (
                partition by funnel_key, stream_number, entry_at, entry_tie
            ) as is_stop
        from guarded
        where step_number <= last_valid_step
    ) as valid

)

select * from reached
