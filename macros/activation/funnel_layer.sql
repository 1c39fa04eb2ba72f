{#- The CTEs of one layer of int_funnel_chains: from standing_<n> (attempts at their n-th required
    step) to judged_<n> (whether each goes on, or what stopped it) and standing_<n + 1>. -#}
{% macro funnel_layer(number) -%}
{%- set never = "timestamp '9999-12-31 00:00:00'" -%}
{%- set backwards = 'available_at desc, sequence_tie desc' ~ (', step_1_at desc' if number > 1) -%}
passages_{{ number }} as (

    select * from passages where layer = {{ number }}

),

stream_{{ number }} as (

    select
        {{ funnel_walk('passages.passage_key', 'standing.stream_number') }} as walk,
        passages.passage_key,
        case
            when passages.shift_seconds = 0 then standing.step_{{ number }}_at
            else {{ add_seconds('standing.step_' ~ number ~ '_at', 'passages.shift_seconds') }}
        end as available_at,
        -- a row never follows itself
        1 + 2 * {{ funnel_shifted_tie('standing.step_' ~ number ~ '_tie', 'passages') }}
            as sequence_tie,
        standing.place,
        case when passages.has_exclusions then standing.spoilt_at end as spoilt_at,
        standing.entry_date,
        {% for step in range(1, number + 1) -%}
        standing.step_{{ step }}_at,
        standing.step_{{ step }}_tie{{ ',' if not loop.last }}
        {% endfor %}

    from standing_{{ number }} as standing
    inner join passages_{{ number }} as passages on standing.funnel_key = passages.funnel_key

    union all

    select
        {{ funnel_walk('passages.passage_key', 'step_events.stream_number') }} as walk,
        passages.passage_key,
        step_events.occurred_at as available_at,
        2 * step_events.tie as sequence_tie,
        step_events.place,
        -- never, not null: an event that nothing spoils must not be passed over for one
        case
            when passages.has_exclusions then coalesce(step_events.spoilt_at, {{ never }})
        end as spoilt_at,
        cast(null as date) as entry_date,
        {% for step in range(1, number + 1) -%}
        cast(null as timestamp) as step_{{ step }}_at,
        cast(null as integer) as step_{{ step }}_tie{{ ',' if not loop.last }}
        {% endfor %}

    from {{ ref('int_funnel_step_events') }} as step_events
    inner join passages_{{ number }} as passages on step_events.step_key = passages.step_key
    where not step_events.is_exclusion

),

ahead_{{ number }} as (

    -- the sequence runs backwards: what comes next is what came before
    select
        *,
        lag(entry_date) over sequence as next_entry_date,
        {% if number == 1 -%}
        lead(entry_date) over sequence as previous_entry_date,
        lead(step_1_at) over sequence as previous_entry_at,
        lag(step_1_at) over sequence as next_entry_at,
        lag(step_1_tie) over sequence as next_entry_tie,
        {% endif -%}
        {% for column in ['available_at', 'sequence_tie', 'place', 'spoilt_at'] -%}
        {{ last_value_ignore_nulls('case when entry_date is null then ' ~ column ~ ' end') }}
            over before as next_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from stream_{{ number }}
    window
        sequence as (partition by walk order by {{ backwards }}),
        before as (
            partition by walk order by {{ backwards }}
            rows between unbounded preceding and 1 preceding
        )

),

judged_{{ number }} as (

    select
        passages.funnel_key,
        {{ funnel_stream_of('ahead.walk') }} as stream_number,
        ahead.entry_date,
        {% for step in range(1, number + 1) -%}
        ahead.step_{{ step }}_at,
        ahead.step_{{ step }}_tie,
        {% endfor -%}
        ahead.next_available_at as step_{{ number + 1 }}_at,
        cast(floor(ahead.next_sequence_tie / 2) as integer) as step_{{ number + 1 }}_tie,
        ahead.next_place as place,
        ahead.next_entry_date,
        nullif(ahead.spoilt_at, {{ never }}) as next_exclusion_at,
        ahead.next_spoilt_at as spoilt_at,
        passages.is_last,
        passages.from_step,
        passages.to_step,
        passages.max_gap_seconds,
        passages.counts_attempts,
        -- the last of those that would take the same row
        (
            passages.keeps_all_entries
            or ahead.next_entry_date is null
            or (not passages.counts_attempts and ahead.next_entry_date <> ahead.entry_date)
        )
        and coalesce(
            {{ funnel_in_time(
                'ahead.step_1_at', 'ahead.step_' ~ number ~ '_at', 'ahead.next_available_at'
            ) | indent(8) }}
            -- strict: nothing else in between
            and (not passages.is_strict or ahead.next_place - ahead.place <= 1)
            -- an exclusion came first
            and not coalesce(ahead.spoilt_at < ahead.next_available_at, false),
            false
        ) as moves

    from ahead_{{ number }} as ahead
    inner join passages_{{ number }} as passages on ahead.passage_key = passages.passage_key
    where
        ahead.entry_date is not null
        {%- if number == 1 %}
        -- an entry that another overtook on the same day can be nobody's best, unless it was first
        and (
            passages.keeps_all_entries
            or passages.counts_attempts
            or ahead.next_entry_date is null
            or ahead.next_entry_date <> ahead.entry_date
            or ahead.previous_entry_date is null
            or ahead.previous_entry_date <> ahead.entry_date
            or ahead.previous_entry_at = ahead.step_1_at
        )
        -- entries that are the same to the engine are one
        and (
            ahead.next_entry_at is null
            or ahead.next_entry_at <> ahead.step_1_at
            or ahead.next_entry_tie <> ahead.step_1_tie
        )
        {%- endif %}

),

standing_{{ number + 1 }} as (

    select
        funnel_key,
        stream_number,
        entry_date,
        place,
        spoilt_at,
        {% for step in range(1, number + 2) -%}
        step_{{ step }}_at,
        step_{{ step }}_tie{{ ',' if not loop.last }}
        {% endfor %}
    from judged_{{ number }}
    where moves

)
{%- endmacro %}
