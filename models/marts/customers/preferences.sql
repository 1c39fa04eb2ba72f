{# grain: one row per person_id, dimension and value #}
{%- set half_trust = var('preference_half_trust_observations') %}
with

observations as (

    select * from {{ ref('int_preferences_observed') }}

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
