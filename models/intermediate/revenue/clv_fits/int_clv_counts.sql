{# grain: one row per data_id and j: how many customers have as many repeat purchases, or more #}
with

patterns as (

    select * from {{ ref('int_clv_patterns') }}

),

by_frequency as (

    select
        data_id,
        frequency,
        sum(customers) as customers

    from patterns
    group by data_id, frequency

),

levels as (

    select numbers.number as j
    from (
        {{ number_spine(0, '(select max(frequency) from by_frequency)') }}
    ) as numbers

),

counts as (

    select
        by_frequency.data_id,
        levels.j,
        sum(case when by_frequency.frequency > levels.j then by_frequency.customers else 0 end)
            as more_customers,
        sum(by_frequency.customers) as reached_customers

    from by_frequency
    inner join levels on by_frequency.frequency >= levels.j
    group by by_frequency.data_id, levels.j

)

select * from counts
