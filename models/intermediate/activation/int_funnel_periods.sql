{# grain: one row per funnel_key, unit_id, period_grain and period_start: a unit's best attempt #}
with

attempts as (

    select * from {{ ref('int_funnel_attempts') }}

),

firsts as (

    select
        funnel_key,
        min(entry_date) as first_date
    from attempts
    group by funnel_key

),

dated as (

    {% for grain in ['day', 'week', 'month'] -%}
    select
        attempts.*,
        '{{ grain }}' as period_grain,
        {{ period_start(grain, 'attempts.entry_date') }} as period_start
    from attempts
    where attempts.preset = 'own'

    union all

    {% endfor -%}

    select
        attempts.*,
        'all' as period_grain,
        firsts.first_date as period_start
    from attempts
    inner join firsts on attempts.funnel_key = firsts.funnel_key

),

ranked as (

    select
        dated.*,
        -- the furthest, of those the first to get there, of those the last to set out
        row_number() over (
            partition by funnel_key, unit_id, period_grain, period_start
            order by furthest_step desc, furthest_at asc, entry_at desc, entry_event_id desc
        ) as attempt_rank,
        bool_or(is_open) over (partition by funnel_key, unit_id, period_grain, period_start)
            as has_open_attempt

    from dated

),

best as (

    select
        funnel_key,
        funnel,
        preset,
        unit_id,
        person_id,
        stream_id,
        entry_event_id,
        period_grain,
        period_start,
        breakdown_value,
        entry_at,
        entry_date,
        furthest_step,
        is_converted,
        -- a unit is pending while any of its attempts may still convert
        not is_converted and has_open_attempt as is_pending,
        is_mature and (is_converted or not has_open_attempt) as is_eligible,
        {% for step in range(1, var('funnel_max_steps') + 1) -%}
        step_{{ step }}_at{{ ',' if not loop.last }}
        {% endfor %}

    from ranked
    where attempt_rank = 1

)

select * from best
