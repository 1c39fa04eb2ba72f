-- a streak is a return, a return is one on or after and on or before, and nobody leaves a cohort
select
    retention,
    cohort_period,
    segment,
    segment_value,
    period_number
from {{ ref('cohort_retention') }}
where
    streak > retained
    or retained > retained_on_or_after
    or retained > retained_on_or_before
    or retained_on_or_after > cohort_size
    or retained_on_or_before > cohort_size
    or mature_retained > retained
    or mature_retained > eligible
    or eligible > cohort_size
    or (period_number = 0 and retained is not null and retained <> cohort_size)
    or (is_complete and retained is null)
