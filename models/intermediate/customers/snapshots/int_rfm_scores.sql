{# grain: one row per days_back and person_id with a valid order by then #}
{%- set measures = {
    'recency_days': var('rfm_recency_days_thresholds'),
    'frequency': var('rfm_frequency_orders_thresholds'),
    'monetary': var('rfm_monetary_thresholds'),
} %}
{%- set classes = {} %}
{%- for measure in measures %}
{%- set cases = [] %}
{%- for number in [1, 2, 3, 4] %}
{%- set cut = measure ~ '_cut_' ~ number %}
{%- do cases.append('case when customers.' ~ measure ~ ' > cuts.' ~ cut ~ ' then 1 else 0 end') %}
{%- endfor %}
{%- do classes.update({measure: cases | join(' + ')}) %}
{%- endfor %}
with

customers as (

    select
        days_back,
        person_id,
        recency_days,
        order_count as frequency,
        net_revenue as monetary
    from {{ ref('int_person_snapshots') }}
    where order_count > 0

),

segments as (

    select * from {{ ref('rfm_segments') }}

),

cuts as (

    select
        days_back
        {%- for measure, thresholds in measures.items() -%}
        {%- for fraction in [0.2, 0.4, 0.6, 0.8] %},
        {% if var('rfm_method') == 'fixed' -%} max(cast({{ thresholds[loop.index0] }} as double))
        {%- else -%} {{ exact_percentile(measure, fraction) }}
        {%- endif %} as {{ measure }}_cut_{{ loop.index }}
        {%- endfor %}
        {%- endfor %}

    from customers
    group by days_back

),

-- a value above a cut leaves its class behind, so equal values share a score
classed as (

    select
        customers.days_back,
        customers.person_id,
        customers.recency_days,
        customers.frequency,
        customers.monetary,
        {{ classes.recency_days }} as recency_days_class,
        {{ classes.frequency }} as frequency_class,
        {{ classes.monetary }} as monetary_class

    from customers
    inner join cuts on customers.days_back = cuts.days_back

),

-- few days since the last order are good, so recency counts backwards
scored as (

    select
        days_back,
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
        scored.*,
        coalesce(segments.segment, '(unmapped)') as segment

    from scored
    left join segments
        on scored.r = segments.r and scored.f = segments.f and scored.m = segments.m

)

select * from named
