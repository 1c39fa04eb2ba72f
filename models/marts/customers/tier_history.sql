{# grain: one row per person_id and valid_from #}
with

history as (

    select * from {{ ref('int_tier_history') }}

),

people as (

    select
        person_id,
        is_internal
    from {{ ref('dim_people') }}

),

counted as (

    select
        history.person_id,
        history.valid_from,
        history.valid_to,
        history.tier,
        history.reason,
        history.valid_to is null as is_current,
        cast(history.tier_rank as integer) as tier_rank

    from history
    inner join people on history.person_id = people.person_id
    where {{ is_counted('people') }}

)

select * from counted
