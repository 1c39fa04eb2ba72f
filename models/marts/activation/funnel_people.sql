{# grain: one row per funnel, person_id and attempt #}
with

units as (

    select * from {{ ref('int_funnel_periods') }} where preset = 'own' and period_grain = 'all'

),

definitions as (

    select * from {{ ref('int_funnel_definitions') }}

),

streams as (

    select * from {{ ref('int_funnel_streams') }}

),

steps as (

    select * from {{ ref('int_funnel_transitions') }}

),

described as (

    select
        units.funnel,
        streams.person_id,
        cast(
            row_number() over (
                partition by units.funnel, streams.person_id
                order by
                    units.entry_at,
                    {{ funnel_tie_order('units.entry_tie') }},
                    units.stream_number
            ) as integer
        ) as attempt,
        case when definitions.unit = 'session' then split_part(streams.stream_id, chr(31), 1) end
            as session_id,
        units.entry_at as entered_at,
        units.entry_date,
        cast(units.furthest_step as integer) as furthest_step,
        steps.step_name as furthest_step_name,
        case
            when units.is_converted then 'converted'
            when units.is_pending then 'pending'
            else 'dropped'
        end as state,
        coalesce(definitions.breakdown, 'all') as breakdown,
        case when definitions.breakdown is null then 'all' else units.breakdown_value end
            as breakdown_value,
        units.is_eligible,
        {{ add_seconds('units.entry_at', 'definitions.window_seconds') }} as window_closes_at,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        units.step_{{ step }}_at,
        {% endfor -%}
        case
            when units.is_converted
                then cast({{ seconds_between(
                    'units.entry_at', funnel_step_at('definitions.last_step', 'units')
                ) }} as double)
        end as seconds_to_convert

    from units
    inner join definitions on units.funnel_key = definitions.funnel_key
    inner join streams on units.stream_number = streams.stream_number
    inner join steps
        on units.funnel = steps.funnel and units.furthest_step = steps.step_number

)

select * from described
