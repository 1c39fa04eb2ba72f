{# grain: one row per conversion_id: which of the person's sessions lie within its lookback #}
with

conversion_types as (

    select * from {{ ref('int_conversion_types') }}

),

conversions as (

    select
        conversions.*,
        conversion_types.lookback_days,
        conversion_types.reset_on_conversion,
        -- a number stands for the conversion where many rows speak of it
        row_number() over (
            order by conversions.conversion_type, conversions.person_id, conversions.conversion_id
        ) as conversion_number
    from {{ ref('int_conversions') }} as conversions
    inner join conversion_types on conversions.conversion_type = conversion_types.conversion_type
    where {{ is_counted('conversions') }}

),

sessions as (

    select * from {{ ref('int_sessions') }} where {{ is_counted() }}

),

-- a session in the conversion's second came first; one in the lookback's first second still counts
stream as (

    select
        person_id,
        started_at as happened_at,
        0 as stream_rank,
        session_number,
        0 as conversion_number
    from sessions

    union all

    select
        person_id,
        converted_at as happened_at,
        1 as stream_rank,
        null as session_number,
        conversion_number
    from conversions

    union all

    select
        person_id,
        {{ add_seconds('converted_at', '-86400 * lookback_days') }} as happened_at,
        -1 as stream_rank,
        null as session_number,
        conversion_number
    from conversions

),

reached as (

    select
        conversion_number,
        stream_rank,
        max(session_number) over (
            partition by person_id
            order by happened_at, stream_rank, coalesce(session_number, 0), conversion_number
            rows between unbounded preceding and current row
        ) as session_number
    from stream

),

bounds as (

    select
        conversion_number,
        max(case when stream_rank = 1 then session_number end) as last_session_number,
        coalesce(max(case when stream_rank = -1 then session_number end), 0) + 1
            as first_session_number
    from reached
    where stream_rank <> 0
    group by conversion_number

),

windows as (

    select
        conversions.conversion_number,
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.person_id,
        conversions.converted_at,
        conversions.conversion_date,
        conversions.lookback_days,
        conversions.reset_on_conversion,
        bounds.first_session_number,
        bounds.last_session_number,
        conversions.conversion_value

    from conversions
    inner join bounds on conversions.conversion_number = bounds.conversion_number

)

select * from windows
