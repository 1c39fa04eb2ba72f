{# grain: one row per funnel_key, stream_number, entry_at, entry_tie and optional step met in time.
   Every attempt looks ahead from where it stands; whether the step also came before the next
   required one is for int_funnel_pivots to say #}
with

passages as (

    select * from {{ ref('int_funnel_passages') }} where is_optional

),

step_events as (

    select * from {{ ref('int_funnel_step_events') }} where not is_exclusion

),

standing as (

    select
        passages.*,
        reached.stream_number,
        reached.entry_at,
        reached.entry_tie,
        reached.entry_date,
        reached.reached_at,
        reached.tie,
        case when passages.has_exclusions then step_events.spoilt_at end as spoilt_at

    from {{ ref('int_funnel_chain_steps') }} as reached
    inner join passages
        on reached.funnel_key = passages.funnel_key and reached.step_number = passages.from_step
    inner join step_events
        on
            passages.from_step_key = step_events.step_key
            and reached.stream_number = step_events.stream_number
            and reached.reached_at = step_events.occurred_at
            and reached.tie = step_events.tie

),

merged as (

    select
        passage_key,
        stream_number,
        {{ add_seconds('reached_at', 'shift_seconds') }} as available_at,
        1 + 2 * {{ funnel_shifted_tie('standing.tie', 'standing') }} as sequence_tie,
        entry_at,
        entry_tie,
        entry_date,
        reached_at,
        spoilt_at
    from standing

    union all

    select
        passages.passage_key,
        step_events.stream_number,
        step_events.occurred_at as available_at,
        2 * step_events.tie as sequence_tie,
        cast(null as timestamp) as entry_at,
        cast(null as integer) as entry_tie,
        cast(null as date) as entry_date,
        cast(null as timestamp) as reached_at,
        cast(null as timestamp) as spoilt_at
    from step_events
    inner join passages on step_events.step_key = passages.step_key

),

ahead as (

    select
        *,
        {% for column in ['available_at', 'sequence_tie'] -%}
        {{ last_value_ignore_nulls('case when entry_at is null then ' ~ column ~ ' end') }}
            over (
                partition by passage_key, stream_number
                order by available_at desc, sequence_tie desc, entry_at desc
                rows between unbounded preceding and 1 preceding
            ) as next_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from merged

),

met as (

    select
        passages.funnel_key,
        ahead.stream_number,
        ahead.entry_at,
        ahead.entry_tie,
        ahead.entry_date,
        passages.to_step as step_number,
        ahead.next_available_at as reached_at,
        cast(floor(ahead.next_sequence_tie / 2) as integer) as tie

    from ahead
    inner join passages on ahead.passage_key = passages.passage_key
    where
        {{ funnel_in_time('ahead.entry_at', 'ahead.reached_at', 'ahead.next_available_at') }}
        and (ahead.spoilt_at is null or ahead.spoilt_at >= ahead.next_available_at)

)

select * from met
