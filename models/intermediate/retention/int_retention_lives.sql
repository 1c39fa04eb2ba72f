{# grain: one row per retention, person_id and cohort_period: a membership and its returns #}
{{ config(materialized='view') }}
with

returns as (

    select * from {{ ref('int_retention_returns') }}

),

blocks as (

    select
        retention,
        person_id,
        cohort_period,
        tier,
        periods_begun,
        max_periods,
        first_number,
        nullif(returns, 0) as returns,
        -- with the periods up to the start, which break no streak
        returns | {{ places_before('1 - first_number') }} as unbroken,
        -- 0 holds period 1, so that earlier ones are negative
        cast(floor({{ safe_divide('first_number + ' ~ set_places() ~ ' - 2', set_places()) }})
            as integer) as block_number

    from returns

),

bounds as (

    select
        retention,
        person_id,
        cohort_period,
        tier,
        periods_begun,
        max_periods,
        min(first_number + {{ first_place('returns') }}) as first_return,
        max(first_number + {{ last_place('returns') }}) as last_return,
        -- a streak ends at the first period missing from a block …
        min(first_number + {{ first_absent_place('unbroken') }})
            filter (where unbroken < {{ places_before(set_places()) }}) as first_gap,
        -- … or at the first block that is missing itself
        coalesce(
            bit_or({{ place_bit('least(greatest(block_number, 0), ' ~ set_places() ~ ')') }})
                filter (where block_number >= 0),
            0
        ) as block_numbers,
        min(first_number) filter (where block_number = 0) as first_number

    from blocks
    group by retention, person_id, cohort_period, tier, periods_begun, max_periods

),

lives as (

    select
        retention,
        person_id,
        cohort_period,
        tier,
        periods_begun,
        max_periods,
        -- the last period that has ended; -1 while not even period 0 has
        periods_begun - 1 as periods_closed,
        first_return,
        coalesce(last_return, 0) as last_return,
        -- least() leaves out a null
        least(
            first_gap,
            coalesce(first_number + {{ set_places() }} * {{ first_absent_place('block_numbers') }}, 1)
        ) - 1 as streak_periods

    from bounds

)

select * from lives
