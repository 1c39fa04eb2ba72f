{#- grain: one row per funnel_key, stream_number, step_1_at, step_1_tie: an attempt at an ordered or
    strict funnel and the required steps it reached, step_<n>_at being the n-th of them.
    Each entry walks forward: its next step is the first later event that can fill it. Layer n takes
    every attempt that stands at its n-th required step, merges them with the events of the next step
    into one sequence per stream, and lets each look ahead once. Where several attempts would take
    the same event, the last has most of its window left, so only it goes on (per entry date, so
    that every entrance period keeps its own best). docs/decisions/0040-funnel-engine.md -#}
{%- set most = var('funnel_max_steps') -%}
with

passages as (

    select * from {{ ref('int_funnel_passages') }} where not is_optional

),

standing_1 as (

    select
        funnel_key,
        stream_number,
        entry_date,
        place,
        spoilt_at,
        entry_at as step_1_at,
        entry_tie as step_1_tie
    from {{ ref('int_funnel_entries') }}

),

{% for layer in range(1, most) -%}
{{ funnel_layer(layer) }},

{% endfor -%}

-- where each attempt ended, and why it went no further if it did not
ended as (

    {% for layer in range(1, most) -%}
    select
        funnel_key,
        stream_number,
        entry_date,
        case when moves then to_step else from_step end as furthest_step,
        case when moves then step_{{ layer + 1 }}_at else step_{{ layer }}_at end as furthest_at,
        {% for step in range(1, most + 1) -%}
        {%- if step <= layer -%}
        step_{{ step }}_at,
        step_{{ step }}_tie,
        {%- elif step == layer + 1 -%}
        case when moves then step_{{ step }}_at end as step_{{ step }}_at,
        case when moves then step_{{ step }}_tie end as step_{{ step }}_tie,
        {%- else -%}
        cast(null as timestamp) as step_{{ step }}_at,
        cast(null as integer) as step_{{ step }}_tie,
        {%- endif %}
        {% endfor -%}
        case when not moves then next_exclusion_at end as next_exclusion_at,
        case when not moves then step_{{ layer + 1 }}_at end as next_at,
        -- when the longest gap to the next step is used up
        case when not moves then {{ add_seconds('step_' ~ layer ~ '_at', 'max_gap_seconds') }} end
            as step_closes_at,
        -- nothing came yet that could have been the next step
        not moves
        and step_{{ layer + 1 }}_at is null
        and (not counts_attempts or next_entry_date is null) as is_waiting
    from judged_{{ layer }}
    where is_last or not moves

    union all

    {% endfor -%}
    -- a funnel of one step
    select distinct
        funnel_key,
        stream_number,
        entry_date,
        1 as furthest_step,
        entry_at as furthest_at,
        entry_at as step_1_at,
        entry_tie as step_1_tie,
        {% for step in range(2, most + 1) -%}
        cast(null as timestamp) as step_{{ step }}_at,
        cast(null as integer) as step_{{ step }}_tie,
        {% endfor -%}
        cast(null as timestamp) as next_exclusion_at,
        cast(null as timestamp) as next_at,
        cast(null as timestamp) as step_closes_at,
        false as is_waiting
    from {{ ref('int_funnel_entries') }}
    where last_step = 1

)

select * from ended
