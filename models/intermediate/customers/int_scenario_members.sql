{# grain: one row per days_back, scenario and person_id #}
{%- set rate = var('holdout_rate') %}
{%- set below = '%08x' | format((rate * 4294967296) | int) if rate < 1 else 'g' %}
{%- set scenarios = [
    'new_visitor_conversion', 'signup_without_order', 'first_to_second_order', 'cart_abandoned',
    'activation_stuck', 'loyalty_upgrade_close', 'high_value_at_risk', 'dormant_win_back',
    'referral_promoters', 'price_sensitive', 'category_cross_sell', 'points_about_to_expire',
] %}
with

audiences as (
    {% for scenario in scenarios %}
    select
        '{{ scenario }}' as scenario,
        days_back,
        person_id,
        entered_at
    from {{ ref('int_audience_' ~ scenario) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

scenarios as (

    select * from {{ ref('scenarios') }} where is_active

),

-- the first eight digits of the hash are a number between 0 and 16^8 that any engine agrees on;
-- every one is below g
members as (

    select
        audiences.days_back,
        audiences.scenario,
        audiences.person_id,
        audiences.entered_at,
        scenarios.handle,
        substr(md5(audiences.scenario || ':' || audiences.person_id), 1, 8)
        < '{{ below }}' as is_holdout

    from audiences
    inner join scenarios on audiences.scenario = scenarios.scenario
    where audiences.days_back in (0, {{ var('scenario_outcome_days') }})

)

select * from members
