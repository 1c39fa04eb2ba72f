{# grain: one row per retention, person_id and cohort_period: who is in which cohort #}
with

retentions as (

    select * from {{ ref('int_retentions') }}

),

starts as (

    select * from {{ ref('int_retention_starts') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),
{%- if 'tier' in var('retention_segments') %}

tier_history as (

    select * from {{ ref('int_tier_history') }}

),
{%- endif %}

members as (

    select
        starts.retention,
        starts.person_id,
        {{ period_start_of('retentions.period_grain', local_date('starts.started_at')) }}
            as cohort_period,
        starts.started_at,
        case retentions.clock
            when 'calendar' then {{ periods_between(
                'retentions.period_grain',
                period_start_of('retentions.period_grain', local_date('starts.started_at')),
                period_start_of('retentions.period_grain', 'as_of.as_of_date')
            ) }}
            else {{ personal_period(
                'starts.started_at', 'as_of.as_of_at', 'retentions.period_seconds'
            ) }}
        end as periods_begun,
        {%- if 'tier' in var('retention_segments') %}
        coalesce(tier_history.tier, '(none)') as tier
        {%- else %}
        cast(null as varchar) as tier
        {%- endif %}

    from starts
    inner join retentions on starts.retention = retentions.retention
    cross join as_of
    {%- if 'tier' in var('retention_segments') %}
    -- the tier held at the start, for a later one would be a result of staying; a person holds one
    -- at a time: no fan-out
    left join tier_history
        on
            starts.person_id = tier_history.person_id
            and starts.started_at >= tier_history.valid_from
            and starts.started_at < coalesce(tier_history.valid_to, timestamp '9999-01-01 00:00:00')
    {%- endif %}

)

select * from members
