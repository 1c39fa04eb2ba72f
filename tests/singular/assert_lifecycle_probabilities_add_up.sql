-- from any stage in any period, everybody goes somewhere
select
    period,
    from_stage,
    sum(probability) as probability
from {{ ref('lifecycle_transitions') }}
group by period, from_stage
having abs(sum(probability) - 1) > 1e-9 or sum(people) <> max(from_people)
