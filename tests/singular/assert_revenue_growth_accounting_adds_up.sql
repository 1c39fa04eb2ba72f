-- revenue = new + retained + resurrected + expansion, and its change is that of its five parts
select
    period_grain,
    period_start,
    segment,
    segment_value
from {{ ref('revenue_growth_accounting') }}
where
    net_revenue <> new + retained + resurrected + expansion
    or net_revenue - previous_net_revenue
    <> new + resurrected + expansion - contraction - churned
