{#- Median, p90 and mean of the seconds from a column (entry_at, previous_at) to reached_at. Within
    the grace a step may come before the one it follows: that counts as no time. -#}
{% macro funnel_seconds(since) -%}
    {%- set seconds = 'greatest(' ~ seconds_between(since, 'reached_at') ~ ', 0)' -%}
    {%- set suffix = since | replace('_at', '') -%}
    {%- for name, share in [('median', 0.5), ('p90', 0.9)] %}
        percentile_cont({{ share }}) within group (
            order by case when step_number > 1 and reached_at is not null then cast({{ seconds }} as double) end
        ) as {{ name }}_seconds_from_{{ suffix }},
    {%- endfor %}
        avg(case when step_number > 1 and reached_at is not null then cast({{ seconds }} as double) end)
            as mean_seconds_from_{{ suffix }}
{%- endmacro %}
