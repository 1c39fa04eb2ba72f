{# grain: one row per channel and period (a month, or all): the sums that the scorecard divides #}
with

months as (

    select * from {{ ref('channel_months') }}

),

{%- set types = {
    'decimal(18, 6)': ['media_spend', 'other_cost'],
    'decimal(18, 2)': ['first_order_margin', 'value_12m'],
    'bigint': ['sessions', 'signups', 'new_customers', 'activation_eligible', 'activated',
        'd30_eligible', 'd30_retained', 'value_12m_eligible', 'checked_signups',
        'manufactured_signups'],
} %}

periods as (
    {% for period, start in [
        ('cast(period_month as ' ~ dbt.type_string() ~ ')', 'period_month'), ("'all'", 'null')
    ] %}
    select
        channel,
        {{ period }} as period,
        cast({{ start }} as date) as period_month,
        {%- for type, measures in types.items() %}
        {%- set last_type = loop.last %}
        {%- for measure in measures %}
        cast(sum({{ measure }}) as {{ type }}) as {{ measure }}
        {{- ',' if not (loop.last and last_type) }}
        {%- endfor %}
        {%- endfor %}

    from months
    group by channel{{ ', period_month' if loop.first }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select * from periods
