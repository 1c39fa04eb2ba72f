-- without one accepted event or order there is no as-of, and every mart would be silently empty
select 'no accepted events or orders: see quality.quarantine and the raw folder' as problem
from {{ ref('int_as_of') }}
where as_of_at is null
