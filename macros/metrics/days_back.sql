{#- How many days before the as-of the customer models look back: 0 is the as-of itself. -#}
{% macro days_back() -%}
    {{ return([
        0, var('clv_backtest_days'), var('segment_migration_days'), var('scenario_outcome_days')
    ] | unique | list) }}
{%- endmacro %}
