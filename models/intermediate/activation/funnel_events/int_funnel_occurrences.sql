{# grain: one row per condition_key and event that meets it, in whole numbers: from here on nothing
   is sorted or joined by text #}
with

streams as (

    select * from {{ ref('int_funnel_streams') }}

),

conditions as (

    select
        condition_key,
        bool_or(is_strict) as is_strict,
        bool_or(is_of_session) as is_of_session,
        bool_or(needs_event_ids) as needs_event_ids
    from {{ ref('int_funnel_conditions') }}
    group by condition_key

),

positions as (

    select * from {{ ref('int_funnel_event_positions') }}

),

ties as (

    select * from {{ ref('int_funnel_ties') }}

),

numbered as (

    select
        matches.condition_key,
        streams.stream_number,
        matches.occurred_at,
        matches.event_id,
        conditions.is_of_session,
        case when conditions.is_strict then matches.event_id end as strict_event_id

    from {{ ref('int_funnel_matches') }} as matches
    inner join conditions on matches.condition_key = conditions.condition_key
    inner join streams on matches.stream_id = streams.stream_id
    where conditions.needs_event_ids

),

ordered as (

    select
        numbered.condition_key,
        numbered.stream_number,
        numbered.occurred_at,
        cast(coalesce(ties.event_order, 0) as integer) as event_order,
        -- its place among all events of the person or session, whoever may use them
        case
            when numbered.is_of_session then positions.session_instant
            else positions.person_instant
        end as instant_place,
        case
            when numbered.is_of_session then positions.session_position
            else positions.person_position
        end as event_place,
        numbered.event_id

    from numbered
    left join ties
        on
            numbered.stream_number = ties.stream_number
            and numbered.occurred_at = ties.occurred_at
            and numbered.event_id = ties.event_id
    left join positions on numbered.strict_event_id = positions.event_id

    union all

    -- rows of one instant and step are the same to these funnels
    select
        matches.condition_key,
        streams.stream_number,
        matches.occurred_at,
        0 as event_order,
        cast(null as bigint) as instant_place,
        cast(null as bigint) as event_place,
        cast(null as {{ dbt.type_string() }}) as event_id

    from {{ ref('int_funnel_matches') }} as matches
    inner join conditions on matches.condition_key = conditions.condition_key
    inner join streams on matches.stream_id = streams.stream_id
    where not conditions.needs_event_ids

)

select * from ordered
