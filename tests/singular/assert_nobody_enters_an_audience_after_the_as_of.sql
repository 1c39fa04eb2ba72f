-- a rule that counts days is met when a day begins, never later than now
select
    audiences.scenario,
    audiences.person_id,
    audiences.entered_at
from {{ ref('scenario_audiences') }} as audiences
cross join {{ ref('int_as_of') }} as as_of
where audiences.entered_at > as_of.as_of_at
