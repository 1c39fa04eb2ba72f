{# grain: one row per funnel of the seed, filled with its defaults #}
-- depends_on: {{ ref('int_funnel_problems') }}, which refuses what the engine cannot do
with

funnels as (

    select * from {{ ref('funnels') }}

),

steps as (

    select
        funnel,
        bool_or(coalesce(is_exclusion, false)) as has_exclusions,
        bool_or(coalesce(is_optional, false) and not coalesce(is_exclusion, false))
            as has_optional,
        max(case when not coalesce(is_exclusion, false) then step_number end) as last_step
    from {{ ref('funnel_steps') }}
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
        row_number() over (order by funnels.funnel) as funnel_number,
        funnels.funnel,
        coalesce(funnels.unit, 'person') as unit,
        coalesce(funnels.order_mode, 'ordered') as order_mode,
        coalesce(funnels.entry_policy, 'any') as entry_policy,
        case
            -- without an order of steps only that of the events is left
            when funnels.order_mode = 'unordered' then 'event_order'
            else coalesce(funnels.tie_policy, 'step_order')
        end as tie_policy,
        coalesce(funnels.exclusion_effect, 'break_attempt') as exclusion_effect,
        nullif(trim(funnels.hold_constant), '') as hold_constant,
        nullif(trim(funnels.breakdown), '') as breakdown,
        coalesce(funnels.breakdown_attribution, 'entry') as breakdown_attribution,
        funnels.entry_from,
        funnels.entry_until,
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

judged as (

    select
        *,
        -- whether it matters which of several rows of one instant and step is meant: else they are
        -- the same to the engine, and no row needs its id
        order_mode <> 'ordered'
        or tie_policy = 'event_order'
        or has_overlaps
        or breakdown is not null
        or unit = 'attempt'
        or entry_policy = 'every' as needs_event_ids
    from filled

)

select * from judged
