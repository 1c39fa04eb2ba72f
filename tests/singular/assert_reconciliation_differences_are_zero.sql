-- nothing vanishes: every total in the marts equals the total it came from, to the cent
select * from {{ ref('reconciliation') }} where difference <> 0 or difference is null
