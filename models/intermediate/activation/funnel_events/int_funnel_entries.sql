{# grain: one row per funnel_key, stream_number, entry_at and entry_tie: every entry of an ordered
   or strict funnel; rows that are the same to the engine are not told apart #}
{{ config(materialized='view') }}
with

definitions as (

    select
        *,
        {{ funnel_step_key('funnel_number', 1) }} as step_key
    from {{ ref('int_funnel_definitions') }}
    where order_mode <> 'unordered'

),

first_step_keys as (

    select distinct step_key from definitions where entry_policy = 'first'

),

first_steps as (

    select step_events.*
    from {{ ref('int_funnel_step_events') }} as step_events
    inner join first_step_keys on step_events.step_key = first_step_keys.step_key
    where not step_events.is_exclusion

),

first_instants as (

    select
        step_key,
        stream_number,
        min(occurred_at) as first_at
    from first_steps
    group by step_key, stream_number

),

-- the first entry ever, also when it lies before the dates that count
firsts as (

    select
        first_steps.step_key,
        first_steps.stream_number,
        first_steps.occurred_at,
        min_by(first_steps.tie, {{ funnel_tie_order('first_steps.tie') }}) as tie,
        min(first_steps.place) as place,
        min(first_steps.spoilt_at) as spoilt_at

    from first_steps
    inner join first_instants
        on
            first_steps.step_key = first_instants.step_key
            and first_steps.stream_number = first_instants.stream_number
            and first_steps.occurred_at = first_instants.first_at
    group by first_steps.step_key, first_steps.stream_number, first_steps.occurred_at

),

entries as (

    {% for source in [ref('int_funnel_step_events'), 'firsts'] -%}
    select
        definitions.funnel_key,
        definitions.entry_from,
        definitions.entry_until,
        definitions.last_step,
        steps.stream_number,
        steps.occurred_at as entry_at,
        steps.tie as entry_tie,
        {{ local_date('steps.occurred_at') }} as entry_date,
        steps.place,
        steps.spoilt_at

    from {{ source }} as steps
    inner join definitions on steps.step_key = definitions.step_key
    {% if loop.first -%}
    where definitions.entry_policy <> 'first' and not steps.is_exclusion

    union all

    {% else -%}
    where definitions.entry_policy = 'first'
    {% endif -%}
    {% endfor %}
),

dated as (

    select
        funnel_key,
        last_step,
        stream_number,
        entry_at,
        entry_tie,
        entry_date,
        place,
        spoilt_at
    from entries
    where
        (entry_from is null or entry_date >= entry_from)
        and (entry_until is null or entry_date <= entry_until)

)

select * from dated
