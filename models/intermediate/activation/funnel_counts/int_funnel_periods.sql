{# grain: one row per funnel_key, unit_number, attempt_at, attempt_tie, period_grain, period_start:
   a unit's best attempt (attempt_at and _tie are the entry's where each attempt is a unit) #}
{#- each period picks among the best of the periods it is made of -#}
{%- set sources = {
    'day': 'units', 'week': 'day_bests', 'month': 'day_bests', 'all': 'month_bests',
} -%}
{%- set steps = range(1, var('funnel_max_steps') + 1) -%}
{%- set columns = [
    'funnel_key', 'unit_number', 'attempt_at', 'attempt_tie', 'stream_number', 'entry_at',
    'entry_tie', 'entry_date', 'breakdown_value', 'furthest_step', 'furthest_at', 'is_converted',
    'is_mature',
] -%}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }}

),

held_streams as (

    select * from {{ ref('int_funnel_streams') }}
    where exists (select 1 from definitions where definitions.hold_constant is not null)

),

-- a unit with held properties has a stream for each of their values
held_units as (

    select
        stream_number,
        min(stream_number) over (partition by split_part(stream_id, chr(31), 1)) as unit_number
    from held_streams

),

units as (

    select
        attempts.*,
        case
            when definitions.hold_constant is null then attempts.stream_number
            else held_units.unit_number
        end as unit_number,
        case when definitions.counts_attempts then attempts.entry_at end as attempt_at,
        case when definitions.counts_attempts then attempts.entry_tie end as attempt_tie

    from {{ ref('int_funnel_attempts') }} as attempts
    inner join definitions on attempts.funnel_key = definitions.funnel_key
    left join held_units on attempts.stream_number = held_units.stream_number

),

firsts as (

    select
        funnel_key,
        min(entry_date) as first_date
    from units
    group by funnel_key

),

{% for grain, source in sources.items() -%}
{%- set period -%}
    funnel_key, unit_number, attempt_at, attempt_tie
    {%- if grain != 'all' %}, {{ period_start(grain, 'entry_date') }}{% endif %}
{%- endset -%}
{{ grain }}_ranked as (

    select
        {{ columns | join(',\n        ') }},
        {% for step in steps -%}
        step_{{ step }}_at,
        {% endfor -%}
        -- the furthest, of those the first to get there, of those the last to set out
        row_number() over (
            partition by {{ period }}
            order by
                furthest_step desc,
                furthest_at asc,
                entry_at desc,
                {{ funnel_tie_order('entry_tie') }} desc,
                stream_number
        ) as attempt_rank,
        bool_or(is_open) over (partition by {{ period }}) as is_open

    from {{ source }}

),

{{ grain }}_bests as (

    select * from {{ grain }}_ranked where attempt_rank = 1

),

{% endfor -%}

bests as (

    {% for grain in sources -%}
    select
        {{ grain }}_bests.*,
        '{{ grain }}' as period_grain,
        {% if grain == 'all' -%} firsts.first_date
        {%- else -%} {{ period_start(grain, grain ~ '_bests.entry_date') }}
        {%- endif %} as period_start
    from {{ grain }}_bests
    {% if grain == 'all' -%}
    inner join firsts on all_bests.funnel_key = firsts.funnel_key
    {%- else -%}
    union all
    {%- endif %}

    {% endfor -%}

),

described as (

    select
        bests.funnel_key,
        definitions.funnel,
        definitions.preset,
        bests.unit_number,
        bests.attempt_at,
        bests.attempt_tie,
        bests.stream_number,
        bests.period_grain,
        bests.period_start,
        bests.breakdown_value,
        bests.entry_at,
        bests.entry_tie,
        bests.entry_date,
        bests.furthest_step,
        bests.is_converted,
        -- a unit is pending while any of its attempts may still convert
        not bests.is_converted and bests.is_open as is_pending,
        bests.is_mature and (bests.is_converted or not bests.is_open) as is_eligible,
        {% for step in steps -%}
        bests.step_{{ step }}_at{{ ',' if not loop.last }}
        {% endfor %}

    from bests
    inner join definitions on bests.funnel_key = definitions.funnel_key
    where definitions.preset = 'own' or bests.period_grain = 'all'

)

select * from described
