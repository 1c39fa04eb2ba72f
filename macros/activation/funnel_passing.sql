{#- Rules of passing from one step to the next, for those who read int_funnel_passages. -#}

{#- The tie by which an attempt that stands at a row waits for the next: shifted by a gap or a
    grace it goes before all others of its instant, under strictly_later after them. -#}
{% macro funnel_shifted_tie(tie, passages) -%}
    case
        when {{ passages }}.shift_seconds <> 0 then {{ funnel_tie_order(tie) }}
        when {{ passages }}.is_strictly_later then {{ funnel_tie(256, funnel_tie_order(tie)) }}
        else {{ tie }}
    end
{%- endmacro %}

{#- Whether the next step came within the window and the longest gap. -#}
{% macro funnel_in_time(entry_at, reached_at, next_at) -%}
    {{ micros_between(
        'case when passages.is_step_window then ' ~ reached_at ~ ' else ' ~ entry_at ~ ' end', next_at
    ) }} <= passages.window_micros
    and (
        passages.max_gap_micros is null
        or {{ micros_between(reached_at, next_at) }} <= passages.max_gap_micros
    )
{%- endmacro %}
