-- what the seed `retentions` asks for can be computed: positive counts, readable brackets
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

brackets as (

    select * from {{ ref('int_retention_brackets') }}

)

select
    retention,
    'min_occurrences and max_periods are at least 1' as rule
from retentions
where min_occurrences < 1 or max_periods < 1

union all

select
    retention,
    'a bracket is a range of periods such as 4-7: ' || bracket as rule
from brackets
where
    first_period is null
    or last_period is null
    or first_period < 1
    or last_period < first_period
    or not regexp_matches(bracket, '^[0-9]+(-[0-9]+)?$')
