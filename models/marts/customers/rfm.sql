{# grain: one row per person_id with a valid order #}
{%- set measures = {
    'recency_days': var('rfm_recency_days_thresholds'),
    'frequency': var('rfm_frequency_orders_thresholds'),
    'monetary': var('rfm_monetary_thresholds'),
} %}
with

customers as (

    select
        customer_orders.person_id,
        customer_orders.recency_days,
        customer_orders.order_count as frequency,
        customer_orders.net_revenue as monetary
    from {{ ref('int_customer_orders') }} as customer_orders
    inner join {{ ref('dim_people') }} as people
        on customer_orders.person_id = people.person_id
    where {{ is_counted('people') }}

),

segments as (

    select * from {{ ref('rfm_segments') }}

),

cuts as (

    select
        {% for measure, thresholds in measures.items() -%}
        {% set outer_loop = loop -%}
        {% for fraction in [0.2, 0.4, 0.6, 0.8] -%}
        {% if var('rfm_method') == 'fixed' -%}
        max(cast({{ thresholds[loop.index0] }} as double))
        {%- else -%}
        {{ exact_percentile(measure, fraction) }}
        {%- endif %} as {{ measure }}_cut_{{ loop.index }}{{ ',' if not (loop.last and outer_loop.last) }}
        {% endfor -%}
        {% endfor %}
    from customers

),

-- a value above a cut leaves its class behind, so equal values share a score
classed as (

    select
        customers.person_id,
        customers.recency_days,
        customers.frequency,
        customers.monetary
        {%- for measure in measures %},
        {% for number in [1, 2, 3, 4] -%}
        case when customers.{{ measure }} > cuts.{{ measure }}_cut_{{ number }} then 1 else 0 end
        {{ '+ ' if not loop.last else '' }}
        {%- endfor %} as {{ measure }}_class
        {%- endfor %}

    from customers
    cross join cuts

),

-- few days since the last order are good, so recency counts backwards
scored as (

    select
        person_id,
        recency_days,
        frequency,
        monetary,
        5 - recency_days_class as r,
        1 + frequency_class as f,
        1 + monetary_class as m

    from classed

),

named as (

    select
        scored.person_id,
        coalesce(segments.segment, '(unmapped)') as segment,
        cast(scored.r as {{ dbt.type_string() }}) || cast(scored.f as {{ dbt.type_string() }})
        || cast(scored.m as {{ dbt.type_string() }}) as rfm_score,
        cast(scored.recency_days as integer) as recency_days,
        cast(scored.frequency as bigint) as frequency,
        cast(scored.r as integer) as r,
        cast(scored.f as integer) as f,
        cast(scored.m as integer) as m,
        cast(scored.monetary as decimal(18, 2)) as monetary

    from scored
    left join segments
        on scored.r = segments.r and scored.f = segments.f and scored.m = segments.m

)

select * from named
