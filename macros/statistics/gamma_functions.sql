{#- ln Gamma and its first two derivatives for z > 0, in plain arithmetic for every engine: z is
    lifted by eight, where Stirling's series is exact to 1e-15. -#}

{% macro log_gamma(z) -%}
    (
        ({{ z }} + 7.5) * ln({{ z }} + 8.0) - ({{ z }} + 8.0) + 0.9189385332046727418
        + {{ stirling(z, [12, -360, 1260, -1680, 1188], 1) }}
        - ln({{ z }} * ({{ z }} + 1) * ({{ z }} + 2) * ({{ z }} + 3))
        - ln(({{ z }} + 4) * ({{ z }} + 5) * ({{ z }} + 6) * ({{ z }} + 7))
    )
{%- endmacro %}

{% macro digamma(z) -%}
    (
        ln({{ z }} + 8.0) - 0.5 / ({{ z }} + 8.0)
        + {{ stirling(z, [-12, 120, -252, 240, -132, 47.39507959479016], 2) }}
        - ({% for i in range(8) %}{{ ' + ' if i }}1.0 / ({{ z }} + {{ i }}){% endfor %})
    )
{%- endmacro %}

{% macro trigamma(z) -%}
    (
        1.0 / ({{ z }} + 8.0) + 0.5 / pow({{ z }} + 8.0, 2)
        + {{ stirling(z, [6, -30, 42, -30, 13.2, -3.9507959479016], 3) }}
        + ({% for i in range(8) %}{{ ' + ' if i }}1.0 / pow({{ z }} + {{ i }}, 2){% endfor %})
    )
{%- endmacro %}

{#- sum of 1 / (divisor x (z + 8)^power), powers rising by two -#}
{% macro stirling(z, divisors, first_power) -%}
    ({% for divisor in divisors %}{{ ' + ' if not loop.first }}1.0 / ({{ divisor }} * pow({{ z }} + 8.0, {{ first_power + 2 * loop.index0 }})){% endfor %})
{%- endmacro %}
