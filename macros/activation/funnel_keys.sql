{#- Whole numbers that stand for several columns, so that the engine sorts and joins by one. -#}

{#- A step of a funnel. -#}
{% macro funnel_step_key(funnel_number, step_number) -%}
    cast({{ funnel_number }} * 16 + {{ step_number }} as integer)
{%- endmacro %}

{#- A row's place within its instant: by rank (0 to 256), then in the order of the event ids. A
    million rows of one stream in one instant are told apart, the others stand together. -#}
{% macro funnel_tie(rank, event_order) -%}
    cast(({{ rank }}) * 1048576 + least({{ event_order }}, 1048575) as integer)
{%- endmacro %}

{#- The part of a tie that the event ids decide. -#}
{% macro funnel_tie_order(tie) -%}
    ({{ tie }} % 1048576)
{%- endmacro %}

{#- Everything that may meet in one layer: a stream within one transition. -#}
{% macro funnel_walk(transition_key, stream_number) -%}
    (cast({{ transition_key }} as bigint) * 1099511627776 + {{ stream_number }})
{%- endmacro %}

{#- … and back again. -#}
{% macro funnel_stream_of(walk) -%}
    ({{ walk }} % 1099511627776)
{%- endmacro %}

{#- A row's place among all events of its stream, for strict funnels; within an instant step_order
    knows no before. -#}
{% macro funnel_place(occurrence, condition) -%}
    case
        when {{ condition }}.tie_policy = 'step_order' then {{ occurrence }}.instant_place
        else {{ occurrence }}.event_place
    end
{%- endmacro %}
