{#- Number of the period on a person's own clock: 0 from the start to 24 h (7 or 30 days) later.
    The var retention_clock_floor_seconds rounds both times down first; 3600 is Amplitude's rule,
    by which 17:59 to 17:00 the next day is day 1. -#}
{% macro personal_period(started_at, happened_at, period_seconds) -%}
    {%- set unit = var('retention_clock_floor_seconds') -%}
    {%- set epoch = "timestamp '1970-01-01 00:00:00'" -%}
    {%- if unit > 0 -%}
        cast(floor({{ safe_divide(
            '(' ~ 'floor(' ~ safe_divide(seconds_between(epoch, happened_at), unit) ~ ') - floor('
            ~ safe_divide(seconds_between(epoch, started_at), unit) ~ ')) * ' ~ unit, period_seconds
        ) }}) as integer)
    {%- else -%}
        cast(floor({{ safe_divide(seconds_between(started_at, happened_at), period_seconds) }}) as integer)
    {%- endif -%}
{%- endmacro %}
