{# grain: one row per funnel_key, that is per funnel and preset; the engine's whole instruction #}
{%- set own = [
    'funnel_number', 'funnel', 'unit', 'order_mode', 'tie_policy', 'hold_constant', 'entry_from',
    'entry_until', 'has_optional', 'has_overlaps', 'needs_event_ids', 'window_seconds', 'last_step',
] -%}
with

settings as (

    select * from {{ ref('int_funnel_settings') }}

),

ranked as (

    select
        *,
        -- which funnels are compared
        row_number() over (
            order by case when order_mode = 'ordered' and unit = 'person' then 0 else 1 end, funnel
        ) as report_rank
    from settings

),

compared as (

    select
        *,
        -- forgiving the order needs steps that no single event can fill two of
        not has_overlaps and tie_policy <> 'strictly_later' as can_forgive
    from ranked
    where
        order_mode = 'ordered'
        and unit = 'person'
        and entry_policy <> 'every'
        and report_rank <= {{ var('funnel_divergence_max_funnels') }}

),

-- the same funnel as others count it: docs/decisions/0042-funnel-presets.md
presets as (

    {% for preset, columns in funnel_presets().items() -%}
    {%- set grace = 'case when can_forgive then ' ~ columns.grace_seconds ~ ' else 0 end' -%}
    select
        {{ own | join(',\n        ') }},
        '{{ preset }}' as preset,
        '{{ columns.entry_policy }}' as entry_policy,
        '{{ columns.exclusion_effect }}' as exclusion_effect,
        cast(null as {{ dbt.type_string() }}) as breakdown,
        'entry' as breakdown_attribution,
        -- whether window_seconds runs from the entry or from each step before
        {{ columns.is_step_window }} as is_step_window,
        has_exclusions and {{ columns.has_exclusions }} as has_exclusions,
        {{ grace }} as grace_seconds
    from compared
    -- counted once where the rules come to the same
    where
        {{ columns.is_step_window }}
        or entry_policy <> '{{ columns.entry_policy }}'
        or grace_seconds <> {{ grace }}
        or (
            has_exclusions
            and (
                exclusion_effect <> '{{ columns.exclusion_effect }}'
                or not {{ columns.has_exclusions }}
            )
        )

    union all

    {% endfor -%}
    select
        {{ own | join(',\n        ') }},
        'own' as preset,
        entry_policy,
        exclusion_effect,
        breakdown,
        breakdown_attribution,
        false as is_step_window,
        has_exclusions,
        grace_seconds
    from settings

),

numbered as (

    select
        cast(row_number() over (order by preset, funnel) as integer) as funnel_key,
        presets.*,
        cast(window_seconds as bigint) * 1000000 as window_micros,
        unit = 'attempt' or entry_policy = 'every' as counts_attempts,
        -- each entry on its own: a spoilt attempt must not hide behind a later one; but where
        -- attempts are counted, one row still converts only one of them
        has_exclusions
        and exclusion_effect = 'drop_person'
        and unit <> 'attempt'
        and entry_policy <> 'every' as keeps_all_entries

    from presets

)

select * from numbered
