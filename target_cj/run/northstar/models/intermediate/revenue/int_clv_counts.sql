
    

    create  table
      "warehouse"."intermediate"."int_clv_counts__dbt_tmp"
  
    
    as (
      
with

patterns as (

    select * from "warehouse"."intermediate"."int_clv_patterns"

),

by_frequency as (

    select
        data_id,
        drops_at_start,
        frequency,
        sum(customers) as customers

    from patterns
    group by data_id, drops_at_start, frequency

),

levels as (

    select numbers.number as j
    from (
        select cast(unnest(generate_series(0, (select max(frequency) from by_frequency))) as integer) as number
    ) as numbers

),

counts as (

    select
        by_frequency.data_id,
        levels.j,
        sum(case when by_frequency.frequency > levels.j then by_frequency.customers else 0 end)
            as gamma_customers,
        sum(
            case
                when by_frequency.frequency + by_frequency.drops_at_start > levels.j
                    then by_frequency.customers
                else 0
            end
        ) as beta_customers

    from by_frequency
    cross join levels
    group by by_frequency.data_id, levels.j

)

select * from counts where beta_customers > 0
    );
    
  