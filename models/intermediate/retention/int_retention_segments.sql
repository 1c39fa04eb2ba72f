{# grain: one row per retention, person_id, cohort_period and segment #}
{{ config(materialized='view') }}
with

lives as (

    select * from {{ ref('int_retention_lives') }}

),

segments as (

    select * from {{ ref('int_person_segments') }}

),
{%- if 'tier' in var('retention_segments') %}

tier_history as (

    select * from {{ ref('int_tier_history') }}

),

-- a person holds one tier at a time: no fan-out
starting_tiers as (

    select
        lives.retention,
        lives.person_id,
        lives.cohort_period,
        tier_history.tier

    from lives
    inner join tier_history
        on
            lives.person_id = tier_history.person_id
            and lives.started_at >= tier_history.valid_from
            and lives.started_at < coalesce(tier_history.valid_to, timestamp '9999-01-01 00:00:00')

),
{%- endif %}

segmented as (

    select
        lives.*,
        segments.segment,
        segments.segment_value
    from lives
    inner join segments on lives.person_id = segments.person_id

    {%- if 'tier' in var('retention_segments') %}

    union all

    -- the tier held at the start: a later one would be a result of staying
    select
        lives.*,
        'tier' as segment,
        coalesce(starting_tiers.tier, '(none)') as segment_value
    from lives
    left join starting_tiers
        on
            lives.retention = starting_tiers.retention
            and lives.person_id = starting_tiers.person_id
            and lives.cohort_period = starting_tiers.cohort_period
    {%- endif %}

)

select * from segmented
