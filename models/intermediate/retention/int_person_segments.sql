{# grain: one row per person_id, segment and segment_value; a person has one value of each segment #}
with

people as (

    select * from {{ ref('int_people') }} where {{ is_counted() }}

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

)

select * from segments
