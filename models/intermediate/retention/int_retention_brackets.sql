{# grain: one row per retention and bracket #}
with

retentions as (

    select * from {{ ref('int_retentions') }} where brackets is not null

),

parts as (

    select
        retention,
        max_periods,
        {{ explode_text('brackets', ';') }} as bracket

    from retentions

),

trimmed as (

    select
        retention,
        replace(bracket, ' ', '') as bracket

    from parts
    where trim(bracket) <> ''

),

bounded as (

    -- 4-7 is periods 4 to 7, both included; 5 alone is period 5
    select
        retention,
        bracket,
        cast(nullif(regexp_extract(bracket, '^([0-9]+)', 1), '') as integer) as first_period,
        cast(nullif(regexp_extract(bracket, '([0-9]+)$', 1), '') as integer) as last_period

    from trimmed

)

select * from bounded
