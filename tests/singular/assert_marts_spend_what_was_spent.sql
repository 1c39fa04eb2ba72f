-- every mart that shows media spend shows all of it, to the cent; nothing is lost, nothing doubled
{%- set marts = {
    'channel_daily': ref('channel_daily'),
    'unit_costs': '(select * from ' ~ ref('unit_costs') ~ " where channel = 'all') as months",
    'marketing_efficiency': ref('marketing_efficiency'),
    'channel_attribution': '(select * from ' ~ ref('channel_attribution')
        ~ " where attribution_model = 'linear' and conversion_type in (select conversion_type from "
        ~ ref('int_conversion_types') ~ ' where is_revenue)) as months',
    'cac': '(select * from ' ~ ref('cac') ~ " where channel <> 'all' and variant = 'blended'"
        ~ " and attribution_model = 'linear' and lag_basis = 'same_period') as months",
    'roas': '(select * from ' ~ ref('roas') ~ " where channel = 'all' and attribution_model = 'linear'"
        ~ " and revenue_basis = 'cash' and customer_scope = 'all_customers') as months",
    'cohort_payback': '(select * from ' ~ ref('cohort_payback')
        ~ " where channel <> 'all' and month_number = 0) as cohorts",
    'channel_scorecard': '(select * from ' ~ ref('channel_scorecard') ~ " where period = 'all') as channels",
} %}
with

spent as (

    select coalesce(sum(spend), 0) as spend from {{ ref('fct_channel_spend') }}

),

shown as (
    {% for mart, relation in marts.items() %}
    select
        '{{ mart }}' as mart,
        coalesce(sum(spend), 0) as spend
    from {{ relation }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    shown.mart,
    shown.spend,
    spent.spend as spend_in_fct_channel_spend
from shown
cross join spent
where abs(shown.spend - spent.spend) >= 0.005
