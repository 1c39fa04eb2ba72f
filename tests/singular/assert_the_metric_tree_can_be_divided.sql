-- A parent is a sum of its parts or a product, not both; a product has at most five factors, and one
-- of them multiplies.
select
    parent,
    count(distinct case when relation = 'sum' then 'sum' else 'product' end) as relations,
    count(*) as parts
from {{ ref('metrics') }}
where parent is not null and relation is not null
group by parent
having
    count(distinct case when relation = 'sum' then 'sum' else 'product' end) > 1
    or (count(*) > 5 and min(relation) <> 'sum')
    or min(relation) = 'ratio'
