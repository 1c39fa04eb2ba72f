{#- Each row of a relation of memberships once per segment the member is in: the person's own, and the
    tier held at the start. The segments are no CTE of the model, for one that is read twice is
    written out by DuckDB. -#}
{% macro in_each_segment(relation) -%}
    select
        {{ relation }}.*,
        segments.segment,
        segments.segment_value
    from {{ relation }}
    inner join {{ ref('int_person_segments') }} as segments
        on {{ relation }}.person_id = segments.person_id

    {%- if 'tier' in var('retention_segments') %}

    union all

    select
        {{ relation }}.*,
        'tier' as segment,
        {{ relation }}.tier as segment_value
    from {{ relation }}
    {%- endif %}
{%- endmacro %}
