{# grain: one row per funnel_key, that is per funnel and preset; the engine's whole instruction #}
-- depends_on: {{ ref('int_funnel_problems') }}, which refuses what the engine cannot do
with

funnels as (

    select * from {{ ref('funnels') }}

),

steps as (

    select
        funnel,
        bool_or(is_exclusion) as has_exclusions,
        bool_or(is_optional and not is_exclusion) as has_optional,
        max(case when not is_exclusion then step_number end) as last_step

    from (
        select
            funnel,
            step_number,
            coalesce(is_exclusion, false) as is_exclusion,
            coalesce(is_optional, false) as is_optional
        from {{ ref('funnel_steps') }}
    ) as flagged
    group by funnel

),

-- steps that one row could fill both of
overlapping as (

    select distinct earlier.funnel
    from {{ ref('int_funnel_transitions') }} as earlier
    inner join {{ ref('int_funnel_transitions') }} as later
        on earlier.funnel = later.funnel
    where
        earlier.step_number < later.step_number
        and (earlier.event_name in (later.event_name, '*') or later.event_name = '*')

),

filled as (

    select
        funnels.funnel,
        'own' as preset,
        coalesce(funnels.unit, 'person') as unit,
        coalesce(funnels.order_mode, 'ordered') as order_mode,
        coalesce(funnels.entry_policy, 'any') as entry_policy,
        coalesce(funnels.tie_policy, 'step_order') as tie_policy,
        coalesce(funnels.exclusion_effect, 'break_attempt') as exclusion_effect,
        nullif(trim(funnels.hold_constant), '') as hold_constant,
        nullif(trim(funnels.breakdown), '') as breakdown,
        coalesce(funnels.breakdown_attribution, 'entry') as breakdown_attribution,
        funnels.entry_from,
        funnels.entry_until,
        -- whether window_seconds runs from the entry or from each step before
        false as is_step_window,
        steps.has_exclusions,
        steps.has_optional,
        overlapping.funnel is not null as has_overlaps,
        coalesce(funnels.grace_seconds, 0) as grace_seconds,
        funnels.window_seconds,
        steps.last_step

    from funnels
    inner join steps on funnels.funnel = steps.funnel
    left join overlapping on funnels.funnel = overlapping.funnel

),

ranked as (

    select
        *,
        -- which funnels are compared
        row_number() over (
            order by case when order_mode = 'ordered' and unit = 'person' then 0 else 1 end, funnel
        ) as report_rank
    from filled

),

compared as (

    select *
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
    select
        funnel,
        '{{ preset }}' as preset,
        unit,
        order_mode,
        '{{ columns.entry_policy }}' as entry_policy,
        tie_policy,
        '{{ columns.exclusion_effect }}' as exclusion_effect,
        hold_constant,
        cast(null as {{ dbt.type_string() }}) as breakdown,
        'entry' as breakdown_attribution,
        entry_from,
        entry_until,
        {{ columns.is_step_window }} as is_step_window,
        has_exclusions and {{ columns.has_exclusions }} as has_exclusions,
        has_optional,
        has_overlaps,
        -- forgiving the order needs steps that no single event can fill two of
        case when has_overlaps or tie_policy = 'strictly_later' then 0 else {{ columns.grace_seconds }} end
            as grace_seconds,
        window_seconds,
        last_step
    from compared
    -- counted once where the rules come to the same
    where
        entry_policy <> '{{ columns.entry_policy }}'
        or (
            has_exclusions
            and (
                exclusion_effect <> '{{ columns.exclusion_effect }}'
                or not {{ columns.has_exclusions }}
            )
        )
        or {{ columns.is_step_window }}
        or grace_seconds <> case
            when has_overlaps or tie_policy = 'strictly_later' then 0
            else {{ columns.grace_seconds }}
        end

    union all

    {% endfor -%}
    select
        funnel,
        preset,
        unit,
        order_mode,
        entry_policy,
        tie_policy,
        exclusion_effect,
        hold_constant,
        breakdown,
        breakdown_attribution,
        entry_from,
        entry_until,
        is_step_window,
        has_exclusions,
        has_optional,
        has_overlaps,
        grace_seconds,
        window_seconds,
        last_step
    from ranked

),

numbered as (

    select
        row_number() over (order by preset, funnel) as funnel_key,
        presets.*,
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
