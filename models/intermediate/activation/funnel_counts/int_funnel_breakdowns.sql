{# grain: one row per funnel_key, stream_number, entry_at, entry_tie of funnels with a breakdown #}
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

step_events as (

    select * from {{ ref('int_funnel_step_events') }} where not is_exclusion

),

reached as (

    select
        reached.funnel_key,
        reached.stream_number,
        reached.entry_at,
        reached.entry_tie,
        reached.step_number,
        step_events.event_id,
        definitions.breakdown,
        definitions.breakdown_attribution

    from {{ ref('int_funnel_placed') }} as reached
    inner join definitions on reached.funnel_key = definitions.funnel_key
    inner join step_events
        on
            definitions.funnel_number = step_events.funnel_number
            and reached.stream_number = step_events.stream_number
            and reached.reached_at = step_events.occurred_at
            and reached.tie = step_events.tie
            -- a row that could fill several steps is there for each
            and (
                definitions.order_mode = 'unordered'
                or reached.step_number = step_events.step_number
            )

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
        stream_number,
        entry_at,
        entry_tie,
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
    group by funnel_key, stream_number, entry_at, entry_tie

)

select * from attributed
