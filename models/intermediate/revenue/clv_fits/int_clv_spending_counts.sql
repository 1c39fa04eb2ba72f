{# grain: one row per data_id and frequency: all that Gamma-Gamma's gamma functions need #}
with

spendings as (

    select * from {{ ref('int_clv_spendings') }}

),

counts as (

    select
        data_id,
        frequency,
        cast(count(*) as double) as customers,
        sum(frequency * ln(spent)) as log_spent,
        sum(ln(spent) - ln(frequency)) as log_values

    from spendings
    group by data_id, frequency

)

select * from counts
