{# grain: one row per funnel, period_grain, period_start, breakdown, breakdown_value, step_number #}
{# the seed has the plain name already #}
{{ config(alias='funnel_steps') }}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where preset = 'own'

),

units as (

    select * from {{ ref('int_funnel_periods') }} where preset = 'own'

),

steps as (

    select * from {{ ref('int_funnel_transitions') }}

),

cells as (

    select * from {{ ref('int_funnel_cells') }}

),

broken_down as (

    select
        units.*,
        'all' as breakdown,
        'all' as value
    from units

    union all

    select
        units.*,
        definitions.breakdown,
        units.breakdown_value as value
    from units
    inner join definitions on units.funnel_key = definitions.funnel_key
    where definitions.breakdown is not null

),

stepped as (

    select
        units.funnel,
        units.period_grain,
        units.period_start,
        units.breakdown,
        units.value as breakdown_value,
        steps.step_number,
        units.is_eligible,
        units.is_pending,
        {{ funnel_step_at('steps.step_number', 'units') }} as reached_at,
        {{ funnel_step_at('steps.from_step', 'units') }} as previous_at,
        units.entry_at

    from broken_down as units
    inner join steps on units.funnel = steps.funnel

),

counted as (

    select
        funnel,
        period_grain,
        period_start,
        breakdown,
        breakdown_value,
        step_number,
        count(*) as entered,
        count(reached_at) as reached,
        sum(case when is_pending and reached_at is null then 1 else 0 end) as pending,
        sum(case when is_eligible then 1 else 0 end) as eligible,
        sum(case when is_eligible and reached_at is not null then 1 else 0 end)
            as reached_eligible,
        {{ funnel_seconds('entry_at') }},
        {{ funnel_seconds('previous_at') }}

    from stepped
    group by funnel, period_grain, period_start, breakdown, breakdown_value, step_number

),

filled as (

    select
        cells.*,
        coalesce(counted.entered, 0) as entered,
        coalesce(counted.reached, 0) as reached,
        coalesce(counted.pending, 0) as pending,
        coalesce(counted.eligible, 0) as eligible,
        coalesce(counted.reached_eligible, 0) as reached_eligible,
        counted.median_seconds_from_entry,
        counted.p90_seconds_from_entry,
        counted.mean_seconds_from_entry,
        counted.median_seconds_from_previous,
        counted.p90_seconds_from_previous,
        counted.mean_seconds_from_previous

    from cells
    left join counted
        on
            cells.funnel = counted.funnel
            and cells.period_grain = counted.period_grain
            and cells.period_start = counted.period_start
            and cells.breakdown = counted.breakdown
            and cells.breakdown_value = counted.breakdown_value
            and cells.step_number = counted.step_number

    union all

    -- volumes, not people: nobody is pending and nobody was timed
    select
        'ad' as funnel,
        period_grain,
        period_start,
        breakdown,
        breakdown_value,
        step_number,
        step_name,
        nullif(step_number - 1, 0) as from_step,
        false as is_optional,
        is_complete,
        entered,
        reached,
        0 as pending,
        entered as eligible,
        reached as reached_eligible,
        cast(null as double) as median_seconds_from_entry,
        cast(null as double) as p90_seconds_from_entry,
        cast(null as double) as mean_seconds_from_entry,
        cast(null as double) as median_seconds_from_previous,
        cast(null as double) as p90_seconds_from_previous,
        cast(null as double) as mean_seconds_from_previous
    from {{ ref('int_ad_volumes') }}

),

rated as (

    select
        filled.funnel,
        filled.period_grain,
        filled.period_start,
        filled.breakdown,
        filled.breakdown_value,
        cast(filled.step_number as integer) as step_number,
        filled.step_name,
        filled.is_optional,
        filled.is_complete,
        cast(filled.entered as bigint) as entered,
        cast(filled.reached as bigint) as reached,
        cast(filled.pending as bigint) as pending,
        cast(filled.entered - filled.reached - filled.pending as bigint) as dropped,
        cast(filled.eligible as bigint) as eligible,
        cast(filled.reached_eligible as bigint) as reached_eligible,
        {{ safe_divide('filled.reached_eligible', 'filled.eligible') }} as conversion_from_entry,
        {{ safe_divide('filled.reached_eligible', 'previous.reached_eligible') }}
            as conversion_from_previous,
        {{ safe_divide('filled.reached', 'filled.entered') }} as naive_conversion_from_entry,
        {{ safe_divide('filled.reached', 'previous.reached') }} as naive_conversion_from_previous,
        filled.median_seconds_from_entry,
        filled.p90_seconds_from_entry,
        filled.mean_seconds_from_entry,
        filled.median_seconds_from_previous,
        filled.p90_seconds_from_previous,
        filled.mean_seconds_from_previous

    from filled
    left join filled as previous
        on
            filled.funnel = previous.funnel
            and filled.period_grain = previous.period_grain
            and filled.period_start = previous.period_start
            and filled.breakdown = previous.breakdown
            and filled.breakdown_value = previous.breakdown_value
            and filled.from_step = previous.step_number

)

select * from rated
