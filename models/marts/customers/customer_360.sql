{# grain: one row per person_id; every other column is a tag of the seed tags #}
{%- set dimensions = ['category', 'channel', 'hour', 'device', 'price_band'] %}
with

people as (

    select * from {{ ref('dim_people') }} where {{ is_counted() }}

),

judgements as (

    select * from {{ ref('int_person_judgements') }}

),

scores as (

    select * from {{ ref('rfm') }}

),

customer_values as (

    select * from {{ ref('customer_value') }}

),

preferred as (

    select
        {% for dimension in dimensions -%}
        max(case when dimension = '{{ dimension }}' then value end) as preferred_{{ dimension }},
        {% endfor -%}
        person_id
    from {{ ref('preferences') }}
    where is_preferred
    group by person_id

),

audiences as (

    select
        person_id,
        count(*) as scenario_count
    from {{ ref('scenario_audiences') }}
    group by person_id

),

balances as (

    select * from {{ ref('int_point_balances') }} where days_back = 0

),

tagged as (

    select
        people.person_id,
        {{ local_date('judgements.first_seen_at') }} as first_seen_date,
        {{ local_date('judgements.signed_up_at') }} as signed_up_date,
        {{ local_date('judgements.first_order_at') }} as first_order_date,
        judgements.last_order_date,
        judgements.last_active_date,
        {{ local_date('judgements.tier_since_at') }} as tier_since_date,
        judgements.lifecycle_stage,
        judgements.tier,
        judgements.next_tier,
        scores.segment as rfm_segment,
        scores.rfm_score,
        judgements.churn_risk_band,
        judgements.churn_rule,
        judgements.price_sensitivity,
        {%- for dimension in dimensions %}
        preferred.preferred_{{ dimension }},
        {%- endfor %}
        judgements.nps_group,
        people.first_channel,
        people.country,
        people.device_type,
        people.is_registered,
        people.is_customer,
        people.has_marketing_consent,
        cast(judgements.order_count as bigint) as order_count,
        judgements.referred_people,
        cast(coalesce(audiences.scenario_count, 0) as bigint) as scenario_count,
        cast(coalesce(balances.balance, 0) as bigint) as points_balance,
        cast(judgements.recency_days as integer) as recency_days,
        cast(judgements.net_revenue as decimal(18, 2)) as net_revenue,
        customer_values.clv_12m,
        judgements.average_order_value,
        judgements.activity_score,
        judgements.churn_risk,
        judgements.next_tier_progress_rate,
        judgements.discount_rate

    from people
    inner join judgements on people.person_id = judgements.person_id
    left join scores on people.person_id = scores.person_id
    left join customer_values on people.person_id = customer_values.person_id
    left join preferred on people.person_id = preferred.person_id
    left join audiences on people.person_id = audiences.person_id
    left join balances on people.person_id = balances.person_id

)

select * from tagged
