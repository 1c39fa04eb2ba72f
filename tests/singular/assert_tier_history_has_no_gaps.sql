-- each stretch ends where the next begins, and only the last is open
with

neighbours as (

    select
        person_id,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by person_id order by valid_from) as next_from

    from {{ ref('tier_history') }}

)

select * from neighbours
where valid_to <= valid_from or coalesce(valid_to, timestamp '9999-01-01 00:00:00')
    <> coalesce(next_from, timestamp '9999-01-01 00:00:00')
