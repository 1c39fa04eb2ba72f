{# grain: one row per closed period, from_stage with people, and to_stage #}
with

spans as (

    select * from {{ ref('int_lifecycle_spans') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

ends as (

    select
        from_stage,
        to_stage,
        first_index as period_index,
        1 as people
    from spans

    union all

    select
        from_stage,
        to_stage,
        last_index + 1 as period_index,
        -1 as people
    from spans

),

changes as (

    select
        from_stage,
        to_stage,
        period_index,
        sum(people) as people

    from ends
    group by from_stage, to_stage, period_index

),

pairs as (

    select
        from_stage,
        to_stage,
        min(period_index) as first_index

    from changes
    group by from_stage, to_stage

),

numbers as (

    {{ number_spine('(select coalesce(min(first_index), -1) from pairs)', -1) }}

),

counted as (

    select
        pairs.from_stage,
        pairs.to_stage,
        numbers.number as period_index,
        sum(coalesce(changes.people, 0)) over (
            partition by pairs.from_stage, pairs.to_stage
            order by numbers.number
        ) as people

    from pairs
    inner join numbers on pairs.first_index <= numbers.number
    left join changes
        on
            pairs.from_stage = changes.from_stage
            and pairs.to_stage = changes.to_stage
            and numbers.number = changes.period_index

),

shared as (

    select
        *,
        sum(people) over (partition by from_stage, period_index) as from_people

    from counted

),

lifecycle_transitions as (

    select
        '{{ var("lifecycle_grain") }}' as period_grain,
        {{ add_periods(
            "'" ~ var('lifecycle_grain') ~ "'",
            period_start(var('lifecycle_grain'), 'as_of.as_of_date'),
            'shared.period_index'
        ) }} as period,
        shared.from_stage,
        shared.to_stage,
        cast(shared.people as bigint) as people,
        cast(shared.from_people as bigint) as from_people,
        {{ safe_divide('shared.people', 'shared.from_people') }} as probability

    from shared
    cross join as_of
    where shared.from_people > 0

)

select * from lifecycle_transitions
