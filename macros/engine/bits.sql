{#- Sets of small whole numbers kept as the bits of one bigint: place 0 is the lowest bit. They stay
    below place 60, far from the sign. A set is not empty where a place of it is asked for. -#}

{#- How many places a set has. -#}
{% macro set_places() -%} 60 {%- endmacro %}

{#- The set of one place, 0 to 60. -#}
{% macro place_bit(place) -%}
    {{ adapter.dispatch('place_bit', 'northstar')(place) }}
{%- endmacro %}

{% macro default__place_bit(place) -%}
    (cast(1 as bigint) << ({{ place }}))
{%- endmacro %}

{% macro spark__place_bit(place) -%}
    shiftleft(cast(1 as bigint), {{ place }})
{%- endmacro %}

{#- The set of all places before one; a place outside 0 to 60 is the nearer of the two. -#}
{% macro places_before(place) -%}
    ({{ place_bit('least(greatest(' ~ place ~ ', 0), ' ~ set_places() ~ ')') }} - 1)
{%- endmacro %}

{% macro first_place(bits) -%}
    (length(bin({{ bits }} & -{{ bits }})) - 1)
{%- endmacro %}

{% macro last_place(bits) -%}
    (length(bin({{ bits }})) - 1)
{%- endmacro %}

{#- The first place that is not in the set: 60 if all are. -#}
{% macro first_absent_place(bits) -%}
    (length(bin(~{{ bits }} & ({{ bits }} + 1))) - 1)
{%- endmacro %}
