{# grain: one row per funnel_key, stream_number, entry_at and entry_tie: every entry of an unordered
   funnel, with the first row of each step from there on #}
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
        events.step_number,
        events.stream_number,
        events.occurred_at,
        events.tie

    from {{ ref('int_funnel_step_events') }} as events
    inner join definitions on events.funnel_number = definitions.funnel_number
    where not events.is_exclusion

),

-- from each row on, the first row of every step
ahead as (

    select
        *,
        {{ local_date('occurred_at') }} as entry_date,
        row_number() over (partition by funnel_key, stream_number order by occurred_at, tie)
            as row_rank,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        {% set is_last = loop.last -%}
        {% for column in ['occurred_at', 'tie'] -%}
        {% set value = 'case when step_number = ' ~ step ~ ' then ' ~ column ~ ' end' -%}
        {{ first_value_ignore_nulls(value) }} over (
            partition by funnel_key, stream_number order by occurred_at, tie
            rows between current row and unbounded following
        ) as step_{{ step }}_{{ column }}{{ ',' if not (loop.last and is_last) }}
        {% endfor -%}
        {% endfor %}

    from events

),

entries as (

    select * from ahead
    where
        -- any step opens an unordered funnel
        (entry_policy <> 'first' or row_rank = 1)
        and (entry_from is null or entry_date >= entry_from)
        and (entry_until is null or entry_date <= entry_until)

)

select * from entries
