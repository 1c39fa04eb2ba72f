{# grain: one row per order_id of somebody known #}
with

sessions as (

    select * from {{ ref('int_sessions') }}

),

orders as (

    select * from {{ ref('int_orders_valued') }} where person_id <> '(guest)'

),

stream as (

    select
        person_id,
        started_at as happened_at,
        session_id as tie_key,
        session_id,
        cast(null as {{ dbt.type_string() }}) as order_id,
        0 as stream_rank
    from sessions

    union all

    select
        person_id,
        ordered_at as happened_at,
        order_id as tie_key,
        cast(null as {{ dbt.type_string() }}) as session_id,
        order_id,
        1 as stream_rank
    from orders

),

-- a session that starts in the order's second came first
with_last_session as (

    select
        order_id,
        happened_at as ordered_at,
        {{ last_value_ignore_nulls('session_id') }} over (
            partition by person_id order by happened_at, stream_rank, tie_key
            rows between unbounded preceding and current row
        ) as session_id

    from stream

),

channelled as (

    select
        with_last_session.order_id,
        sessions.session_id,
        sessions.channel,
        sessions.campaign

    from with_last_session
    inner join sessions
        on
            with_last_session.session_id = sessions.session_id
            and {{ seconds_between('sessions.started_at', 'with_last_session.ordered_at') }}
            <= {{ var('session_attribution_days') }} * 86400
    where with_last_session.order_id is not null

)

select * from channelled
