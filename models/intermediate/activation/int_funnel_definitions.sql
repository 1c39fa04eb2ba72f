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
        max(case when not is_exclusion then step_number end) as last_step

    from (
        select
            funnel,
            step_number,
            coalesce(is_exclusion, false) as is_exclusion
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
        overlapping.funnel is not null as has_overlaps,
        coalesce(funnels.grace_seconds, 0) as grace_seconds,
        funnels.window_seconds,
        steps.last_step

    from funnels
    inner join steps on funnels.funnel = steps.funnel
    left join overlapping on funnels.funnel = overlapping.funnel

),

numbered as (

    select
        row_number() over (order by preset, funnel) as funnel_key,
        filled.*,
        unit = 'attempt' or entry_policy = 'every' as counts_attempts,
        -- each entry on its own: a spoilt attempt must not hide behind a later one
        has_exclusions and exclusion_effect = 'drop_person' as keeps_all_entries

    from filled

)

select * from numbered
