{# grain: one row per problem in the seeds funnels and funnel_steps; any row stops the build #}
{{ config(post_hook="{{ refuse_problems(this, 'funnel') }}") }}
with

funnels as (

    select
        *,
        coalesce(unit, 'person') as a_unit,
        coalesce(order_mode, 'ordered') as a_mode,
        coalesce(entry_policy, 'any') as an_entry,
        coalesce(tie_policy, 'step_order') as a_tie,
        coalesce(grace_seconds, 0) as a_grace
    from {{ ref('funnels') }}

),

all_steps as (

    select
        *,
        coalesce(is_optional, false) as optional,
        coalesce(is_exclusion, false) as exclusion
    from {{ ref('funnel_steps') }}

),

steps as (

    select * from all_steps where not exclusion

),

-- pairs of rows of one funnel that one event could match
pairs as (

    select
        earlier.funnel,
        earlier.step_number,
        later.step_number as other_number,
        earlier.exclusion as is_exclusion

    from all_steps as earlier
    inner join all_steps as later on earlier.funnel = later.funnel
    where
        not later.exclusion
        and (earlier.exclusion or earlier.step_number < later.step_number)
        and (earlier.event_name in (later.event_name, '*') or later.event_name = '*')
        -- the same property with another value cannot be the same event
        and not coalesce(
            earlier.property_name = later.property_name
            and earlier.property_value <> later.property_value,
            false
        )

),

sizes as (

    select
        funnel,
        count(*) as step_count,
        count(distinct step_number) as numbers,
        min(step_number) as first_step,
        max(step_number) as last_step,
        max(case when optional then step_number end) as last_optional,
        bool_or(optional) as has_optional,
        bool_or(min_gap_seconds is not null or max_gap_seconds is not null) as has_gaps

    from steps
    group by funnel

),

sized as (

    select
        funnels.*,
        sizes.step_count,
        sizes.numbers,
        sizes.first_step,
        sizes.last_step,
        coalesce(sizes.has_optional, false) as has_optional,
        coalesce(sizes.has_gaps, false) as has_gaps,
        coalesce(sizes.last_optional = sizes.last_step, false) as ends_optional,
        overlapping.funnel is not null as has_overlaps

    from funnels
    left join sizes on funnels.funnel = sizes.funnel
    left join (select distinct funnel from pairs where not is_exclusion) as overlapping
        on funnels.funnel = overlapping.funnel

),

funnel_problems as (

    {% for column, condition, problem in funnel_rules() -%}
    select
        funnel,
        '{{ column }}' as column_name,
        {{ problem }} as problem
    from sized
    where {{ condition }}

    union all

    {% endfor -%}
    select
        funnel,
        'funnel' as column_name,
        'is there ' || count(*) || ' times' as problem
    from funnels
    group by funnel
    having count(*) > 1

),

step_problems as (

    {% for column, condition, problem in funnel_step_rules() -%}
    select
        all_steps.funnel,
        '{{ column }}' as column_name,
        'step ' || all_steps.step_number || ' ' || {{ problem }} as problem
    from all_steps
    -- some rules compare with the funnel's size
    left join sized on all_steps.funnel = sized.funnel -- noqa: ST11
    where {{ condition }}

    union all

    {% endfor -%}
    select
        funnel,
        'is_exclusion' as column_name,
        'the exclusion after step ' || step_number || ' could be the same event as step '
        || other_number || ': an event is either a step or an exclusion' as problem
    from pairs
    where is_exclusion

),

problems as (

    select * from funnel_problems
    union all
    select * from step_problems

)

select
    coalesce(funnel, '(empty)') as funnel,
    column_name,
    problem
from problems
