{#- Whether a customer is of the one in clv_sample_every whose likelihood finds a fit's start. The
    lattice spreads the sample evenly over ages, recencies and frequencies, without chance. -#}
{% macro is_in_start_sample(frequency, recency_days, age_days) -%}
    (5 * {{ frequency }} + {{ recency_days }} + 3 * {{ age_days }}) % {{ var('clv_sample_every') }} = 0
{%- endmacro %}
