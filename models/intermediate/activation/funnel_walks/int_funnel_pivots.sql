{# grain: one row per funnel_key, stream_number, entry_at and entry_tie of funnels that are unordered
   or have optional steps: the attempt with step_<n>_at, as int_funnel_chains has the others #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }}
    where has_optional or order_mode = 'unordered'

),

placed as (

    select placed.*
    from {{ ref('int_funnel_placed') }} as placed
    inner join definitions on placed.funnel_key = definitions.funnel_key

),

pivoted as (

    select
        funnel_key,
        stream_number,
        entry_at,
        entry_tie,
        min(entry_date) as entry_date,
        max(case when not is_optional then step_number end) as furthest_step,
        max(case when not is_optional then reached_at end) as furthest_at,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        max(case when step_number = {{ step }} then reached_at end) as step_{{ step }}_at,
        {% endfor -%}
        -- only where an attempt ended is there anything in these
        max(next_exclusion_at) as next_exclusion_at,
        max(next_at) as next_at,
        max(step_closes_at) as step_closes_at,
        bool_or(is_waiting) as is_waiting

    from placed
    group by funnel_key, stream_number, entry_at, entry_tie

)

select * from pivoted
