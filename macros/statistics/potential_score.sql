{#- HotSpot's potential score: 1 - distance left / distance, of all cells. The distance left is what
    remains after the ripple of some values of one dimension: their gains (in squares) add up, for
    their cells are disjoint. 0 where the ripple is no nearer; null where nothing changed. -#}
{% macro potential_score(gain, squared_change) -%}
    case
        when {{ gain }} <= 0 then {{ safe_divide('0 * ' ~ squared_change, squared_change) }}
        when {{ gain }} >= {{ squared_change }} then 1.0
        else 1 - sqrt({{ safe_divide(squared_change ~ ' - ' ~ gain, squared_change) }})
    end
{%- endmacro %}
