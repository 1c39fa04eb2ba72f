{# grain: one row per conversion_id: which of the person's sessions may have led to it #}
with

windows as (

    select * from {{ ref('int_conversion_windows') }}

),

-- two conversions in one second share their path
moments as (

    select
        conversion_type,
        person_id,
        converted_at,
        lag(max(last_session_number)) over (
            partition by conversion_type, person_id order by converted_at
        ) as previous_session_number
    from windows
    where reset_on_conversion
    group by conversion_type, person_id, converted_at

),

paths as (

    select
        windows.conversion_number,
        windows.conversion_id,
        windows.conversion_type,
        windows.person_id,
        windows.converted_at,
        windows.conversion_date,
        windows.lookback_days,
        -- where the type says so, the conversion before ended the path
        greatest(windows.first_session_number, coalesce(moments.previous_session_number, 0) + 1)
            as first_session_number,
        windows.last_session_number,
        windows.conversion_value

    from windows
    left join moments
        on
            windows.conversion_type = moments.conversion_type
            and windows.person_id = moments.person_id
            and windows.converted_at = moments.converted_at

)

select * from paths
