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
        reached.event_id,
        definitions.breakdown,
        definitions.breakdown_attribution

    from {{ ref('int_funnel_reached') }} as reached
    inner join definitions on reached.funnel_key = definitions.funnel_key

),

valued as (

    select
        reached.*,
        nullif(
            coalesce(
                {{ event_property('reached.breakdown', 'events') }},
                case when reached.breakdown = 'channel' then sessions.channel end
            ),
            ''
        ) as property_value

    from reached
    left join events on reached.event_id = events.event_id
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
