{# grain: one row per funnel_key, stream_id and entry_event_id of funnels with a breakdown #}
with

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where breakdown is not null

),

events as (

    select * from {{ ref('int_events') }}

),

sessions as (

    select
        session_id,
        channel
    from {{ ref('int_sessions') }}

),

reached as (

    select
        reached.funnel_key,
        reached.stream_id,
        reached.entry_event_id,
        reached.step_number,
        reached.reached_at,
        reached.event_id,
        definitions.breakdown,
        definitions.breakdown_attribution,
        steps.is_optional,
        -- the next required step; an optional one counts only if it came before
        min(case when not steps.is_optional then reached.reached_at end) over (
            partition by reached.funnel_key, reached.stream_id, reached.entry_event_id
            order by reached.step_number
            rows between 1 following and unbounded following
        ) as required_at

    from {{ ref('int_funnel_reached') }} as reached
    inner join definitions on reached.funnel_key = definitions.funnel_key
    inner join {{ ref('int_funnel_transitions') }} as steps
        on definitions.funnel = steps.funnel and reached.step_number = steps.step_number

),

counted as (

    select * from reached
    where not is_optional or required_at is null or reached_at <= required_at

),

valued as (

    select
        counted.*,
        nullif(
            coalesce(
                {{ event_property('counted.breakdown', 'events') }},
                case when counted.breakdown = 'channel' then sessions.channel end
            ),
            ''
        ) as property_value

    from counted
    left join events on counted.event_id = events.event_id
    left join sessions on events.session_id = sessions.session_id

),

attributed as (

    select
        funnel_key,
        stream_id,
        entry_event_id,
        case max(breakdown_attribution)
            -- the first and the last value that is there at all
            when 'first'
                then min_by(property_value, step_number) filter (where property_value is not null)
            when 'last'
                then max_by(property_value, step_number) filter (where property_value is not null)
            when 'entry' then max(case when step_number = 1 then property_value end)
            else max(
                case
                    when breakdown_attribution = 'step_' || step_number then property_value
                end
            )
        end as breakdown_value

    from valued
    group by funnel_key, stream_id, entry_event_id

)

select * from attributed
