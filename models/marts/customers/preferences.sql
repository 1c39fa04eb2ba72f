{# grain: one row per person_id, dimension and value #}
{%- set half_trust = var('preference_half_trust_observations') %}
with

sessions as (

    select * from {{ ref('fct_sessions') }} where {{ is_counted() }}

),

items as (

    select * from {{ ref('fct_order_items') }}
    where is_valid and {{ is_counted() }} and person_id <> '(guest)'

),

orders as (

    select * from {{ ref('fct_orders') }}
    where is_valid and {{ is_counted() }} and person_id <> '(guest)'

),

priced as (

    select
        person_id,
        order_item_id,
        {{ safe_divide('gross_amount', 'quantity') }} as unit_price
    from items

),

price_cuts as (

    select
        {{ exact_percentile('unit_price', '1.0 / 3') }} as low_price,
        {{ exact_percentile('unit_price', '2.0 / 3') }} as high_price
    from priced

),

observations as (

    select
        person_id,
        'category' as dimension,
        category as preference_value,
        count(*) as observation_count
    from items
    group by person_id, category

    union all

    select
        person_id,
        'channel' as dimension,
        channel as preference_value,
        count(*) as observation_count
    from sessions
    group by person_id, channel

    union all

    select
        person_id,
        'device' as dimension,
        coalesce(device_type, '(unknown)') as preference_value,
        count(*) as observation_count
    from sessions
    group by person_id, coalesce(device_type, '(unknown)')

    union all

    -- the hour of visits, and of orders that no visit explains
    select
        person_id,
        'hour' as dimension,
        substr(cast(started_at as {{ dbt.type_string() }}), 12, 2) as preference_value,
        count(*) as observation_count
    from (
        select person_id, {{ to_local('started_at') }} as started_at from sessions
        union all
        select person_id, {{ to_local('ordered_at') }} as started_at from orders
        where session_id is null
    ) as moments
    group by person_id, substr(cast(started_at as {{ dbt.type_string() }}), 12, 2)

    union all

    -- thirds of all prices paid
    select
        priced.person_id,
        'price_band' as dimension,
        case
            when priced.unit_price > price_cuts.high_price then 'high'
            when priced.unit_price > price_cuts.low_price then 'middle'
            else 'low'
        end as preference_value,
        count(*) as observation_count
    from priced
    cross join price_cuts
    where priced.unit_price is not null
    group by
        priced.person_id,
        case
            when priced.unit_price > price_cuts.high_price then 'high'
            when priced.unit_price > price_cuts.low_price then 'middle'
            else 'low'
        end

),

population as (

    select
        dimension,
        preference_value,
        sum(observation_count) as value_count
    from observations
    group by dimension, preference_value

),

population_shares as (

    select
        dimension,
        preference_value,
        {{ safe_divide('value_count', 'sum(value_count) over (partition by dimension)') }}
            as population_share
    from population

),

shares as (

    select
        *,
        sum(observation_count) over (partition by person_id, dimension) as total_count,
        row_number() over (
            partition by person_id, dimension
            order by observation_count desc, preference_value asc
        ) as preference_rank

    from observations

),

preferences as (

    select
        shares.person_id,
        shares.dimension,
        shares.preference_value as value,
        shares.preference_rank = 1
        and shares.total_count >= {{ var('preference_min_observations') }} as is_preferred,
        cast(shares.preference_rank as integer) as preference_rank,
        cast(shares.observation_count as bigint) as observation_count,
        {{ safe_divide('shares.observation_count', 'shares.total_count') }} as share,
        population_shares.population_share,
        {{ safe_divide(
            safe_divide('shares.observation_count', 'shares.total_count'),
            'population_shares.population_share'
        ) }} as lift,
        {{ safe_divide('shares.total_count', 'shares.total_count + ' ~ half_trust) }} as confidence

    from shares
    inner join population_shares
        on
            shares.dimension = population_shares.dimension
            and shares.preference_value = population_shares.preference_value

)

select * from preferences
