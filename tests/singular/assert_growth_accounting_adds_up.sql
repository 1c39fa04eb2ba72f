-- active = new + retained + resurrected, and its change = new + resurrected - churned
select
    entity,
    period_grain,
    period_start,
    segment,
    segment_value
from {{ ref('growth_accounting') }}
where
    active <> new + retained + resurrected
    or active - previous_active <> new + resurrected - churned
