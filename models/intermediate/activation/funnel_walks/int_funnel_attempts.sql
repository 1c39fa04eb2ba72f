{# grain: one row per funnel_key, stream_number, entry_at and entry_tie: how far an attempt came #}
{%- set columns = [
    'funnel_key', 'stream_number', 'entry_date', 'furthest_step', 'furthest_at',
    'next_exclusion_at', 'next_at', 'step_closes_at', 'is_waiting',
] -%}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

chains as (

    select * from {{ ref('int_funnel_chains') }}

),

pivots as (

    select * from {{ ref('int_funnel_pivots') }}

),

breakdowns as (

    select * from {{ ref('int_funnel_breakdowns') }}

),

ended as (

    {% for source in ['chains', 'pivots'] -%}
    select
        {% for column in columns -%}
        {{ source }}.{{ column }},
        {% endfor -%}
        {{ source }}.{{ 'step_1_at' if loop.first else 'entry_at' }} as entry_at,
        {{ source }}.{{ 'step_1_tie' if loop.first else 'entry_tie' }} as entry_tie,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        {{ source }}.step_{{ step }}_at{{ ',' if not loop.last }}
        {% endfor %}
    from {{ source }}
    {% if loop.first -%}
    inner join definitions on chains.funnel_key = definitions.funnel_key
    where not definitions.has_optional

    union all

    {% endif -%}
    {% endfor %}
),

judged as (

    select
        ended.funnel_key,
        ended.stream_number,
        ended.entry_at,
        ended.entry_tie,
        ended.entry_date,
        coalesce(breakdowns.breakdown_value, '(none)') as breakdown_value,
        ended.furthest_step,
        ended.furthest_at,
        ended.furthest_step = definitions.last_step as is_converted,
        {{ micros_between('ended.entry_at', 'as_of.as_of_at') }} >= definitions.window_micros
            as is_mature,
        -- it may still convert: nothing ended it and its time is not up
        ended.is_waiting
        and ended.furthest_step <> definitions.last_step
        and ended.next_exclusion_at is null
        and {{ micros_between(
            'case when definitions.is_step_window then ended.furthest_at else ended.entry_at end',
            'as_of.as_of_at',
        ) }} < definitions.window_micros
        and coalesce(ended.step_closes_at > as_of.as_of_at, true) as is_open,
        -- an exclusion came after its last step, in time and before the next
        ended.furthest_step <> definitions.last_step
        and coalesce(
            {{ micros_between('ended.entry_at', 'ended.next_exclusion_at') }}
            <= definitions.window_micros
            and (ended.next_at is null or ended.next_exclusion_at < ended.next_at),
            false
        ) as is_broken,
        definitions.exclusion_effect,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        ended.step_{{ step }}_at{{ ',' if not loop.last }}
        {% endfor %}

    from ended
    inner join definitions on ended.funnel_key = definitions.funnel_key
    cross join as_of
    left join breakdowns
        on
            ended.funnel_key = breakdowns.funnel_key
            and ended.stream_number = breakdowns.stream_number
            and ended.entry_at = breakdowns.entry_at
            and ended.entry_tie = breakdowns.entry_tie

)

-- drop_person: a broken attempt never was; whoever has no other is not in the funnel
select * from judged where not (is_broken and exclusion_effect = 'drop_person')
