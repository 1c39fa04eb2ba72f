{# grain: one row per funnel, step_number and is_exclusion: what an event must be to fill the step;
   steps that ask the same of an event share a condition_key, whatever funnel they belong to #}
with

settings as (

    select * from {{ ref('int_funnel_settings') }}

),

steps as (

    select
        settings.funnel,
        settings.funnel_number,
        steps.step_number,
        coalesce(steps.is_exclusion, false) as is_exclusion,
        settings.order_mode = 'strict' as is_strict,
        settings.tie_policy,
        settings.has_overlaps,
        settings.needs_event_ids,
        steps.event_name,
        nullif(trim(steps.property_name), '') as property_name,
        steps.property_value,
        settings.unit = 'session' as is_of_session,
        settings.hold_constant

    from {{ ref('funnel_steps') }} as steps
    inner join settings on steps.funnel = settings.funnel

),

numbered as (

    select
        steps.*,
        -- the step in one number
        {{ funnel_step_key('funnel_number', 'step_number') }} as step_key,
        cast(
            dense_rank() over (
                order by
                    event_name,
                    property_name nulls first,
                    property_value nulls first,
                    is_of_session,
                    hold_constant nulls first
            ) as integer
        ) as condition_key,
        -- whether more must be known of an event than when it came: which other steps it could
        -- fill, and which exclusion comes after it
        not is_exclusion
        and (has_overlaps or bool_or(is_exclusion) over (partition by funnel, step_number))
            as is_watched

    from steps

)

select * from numbered
