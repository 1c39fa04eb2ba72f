{#- The UTC timestamp at which the day begins (reporting time zone) that lies so many days after a
    timestamp's: when a rule that counts days was first met. -#}
{% macro midnight_after_days(timestamp, days) -%}
    {{ northstar.local_midnight(northstar.add_days(northstar.local_date(timestamp), days)) }}
{%- endmacro %}
