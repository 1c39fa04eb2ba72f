{# grain: one row per person_id and segment #}
with

people as (

    select * from {{ ref('int_people') }} where {{ is_counted() }}

),

arms as (

    select * from {{ ref('int_person_arms') }}

),

segments as (

    select
        person_id,
        'all' as segment,
        'all' as segment_value
    from people

    {%- for segment, column in {
        'channel': 'first_channel',
        'device': 'device_type',
        'country': 'country',
    }.items() if segment in var('retention_segments') %}

    union all

    select
        person_id,
        '{{ segment }}' as segment,
        coalesce({{ column }}, '(none)') as segment_value
    from people
    {%- endfor %}
    {%- if 'experiment' in var('retention_segments') %}

    union all

    -- people outside an experiment are in no arm of it, so arms do not add up to everybody
    select
        people.person_id,
        'experiment:' || arms.experiment_id as segment,
        arms.variant as segment_value
    from people
    inner join arms on people.person_id = arms.person_id
    {%- endif %}

)

select * from segments
