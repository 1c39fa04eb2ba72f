{#- Clocks and calendars. Raw timestamps are UTC; days are those of the var reporting_timezone. -#}

{% macro add_seconds(expression, seconds) -%}
    ({{ expression }} + interval '1' second * ({{ seconds }}))
{%- endmacro %}

{% macro to_local(expression) -%}
    {{ adapter.dispatch('to_local', 'northstar')(expression) }}
{%- endmacro %}

{% macro default__to_local(expression) -%}
    {%- if var('reporting_timezone') == 'UTC' -%} {{ expression }}
    {%- else -%} ({{ expression }} at time zone 'UTC' at time zone '{{ var("reporting_timezone") }}')
    {%- endif -%}
{%- endmacro %}

{% macro spark__to_local(expression) -%}
    from_utc_timestamp({{ expression }}, '{{ var("reporting_timezone") }}')
{%- endmacro %}

{% macro local_date(expression) -%}
    cast({{ to_local(expression) }} as date)
{%- endmacro %}

{#- Elapsed seconds from one timestamp to a later one, fractions kept. -#}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between', 'northstar')(earlier, later) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    ((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 1000000.0)
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    ((unix_micros({{ later }}) - unix_micros({{ earlier }})) / 1000000.0)
{%- endmacro %}

{#- The same in whole microseconds: no division, for comparisons row by row. -#}
{% macro micros_between(earlier, later) -%}
    {{ adapter.dispatch('micros_between', 'northstar')(earlier, later) }}
{%- endmacro %}

{% macro default__micros_between(earlier, later) -%}
    (epoch_us({{ later }}) - epoch_us({{ earlier }}))
{%- endmacro %}

{% macro spark__micros_between(earlier, later) -%}
    (unix_micros({{ later }}) - unix_micros({{ earlier }}))
{%- endmacro %}

{% macro add_days(expression, days) -%}
    cast({{ dbt.dateadd('day', days, expression) }} as date)
{%- endmacro %}

{% macro days_between(earlier, later) -%}
    {{ dbt.datediff(earlier, later, 'day') }}
{%- endmacro %}

{#- First day of the day, week, month, quarter or year that holds a date. Weeks begin on the var
    week_start. -#}
{% macro period_start(grain, date_expression) -%}
    {%- if grain == 'day' -%} cast({{ date_expression }} as date)
    {%- elif grain == 'week' and var('week_start') == 'sunday' -%}
        cast({{ dbt.dateadd('day', -1, dbt.date_trunc('week', dbt.dateadd('day', 1, date_expression))) }} as date)
    {%- else -%} cast({{ dbt.date_trunc(grain, date_expression) }} as date)
    {%- endif -%}
{%- endmacro %}

{#- A relation of consecutive dates in column date_day, both ends included. -#}
{% macro date_spine(first_date, last_date) -%}
    {{ adapter.dispatch('date_spine', 'northstar')(first_date, last_date) }}
{%- endmacro %}

{% macro default__date_spine(first_date, last_date) -%}
    select cast(unnest(generate_series({{ first_date }}, {{ last_date }}, interval '1' day)) as date) as date_day
{%- endmacro %}

{% macro spark__date_spine(first_date, last_date) -%}
    select explode(sequence({{ first_date }}, {{ last_date }}, interval 1 day)) as date_day
{%- endmacro %}

{#- The UTC timestamp at which a local date begins. -#}
{% macro local_midnight(date_expression) -%}
    {{ adapter.dispatch('local_midnight', 'northstar')(date_expression) }}
{%- endmacro %}

{% macro default__local_midnight(date_expression) -%}
    {%- if var('reporting_timezone') == 'UTC' -%} cast({{ date_expression }} as timestamp)
    {%- else -%}
        (cast({{ date_expression }} as timestamp) at time zone '{{ var("reporting_timezone") }}' at time zone 'UTC')
    {%- endif -%}
{%- endmacro %}

{% macro spark__local_midnight(date_expression) -%}
    to_utc_timestamp(cast({{ date_expression }} as timestamp), '{{ var("reporting_timezone") }}')
{%- endmacro %}
