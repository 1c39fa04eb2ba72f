-- What entered a funnel reached the step, dropped out before it, or may still reach it; nobody twice.
select *
from {{ ref('activation_funnel_steps') }}
where
    entered <> reached + dropped + pending
    or (funnel <> 'ad' and (dropped < 0 or reached > entered or eligible > entered))
    or reached_eligible > reached
