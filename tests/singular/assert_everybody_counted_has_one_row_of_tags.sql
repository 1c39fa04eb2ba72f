-- customer_360 holds each counted person once, and nobody else
select coalesce(people.person_id, tagged.person_id) as person_id
from (select * from {{ ref('dim_people') }} where {{ is_counted() }}) as people
full outer join {{ ref('customer_360') }} as tagged on people.person_id = tagged.person_id
where people.person_id is null or tagged.person_id is null
