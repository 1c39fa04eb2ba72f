-- The normal tail of our macros agrees with published values, in the middle and far out.
select *
from (
    select {{ normal_two_sided_p('1.959963984540054') }} as p, 0.05 as expected
    union all
    select {{ normal_two_sided_p('-1.0') }} as p, 0.317310507862914 as expected
    union all
    select {{ normal_two_sided_p('0.0') }} as p, 1.0 as expected
    union all
    select {{ normal_two_sided_p('6.0') }} as p, 1.97317529007540e-9 as expected
    union all
    select {{ normal_two_sided_p('10.0') }} as p, 1.52397060483210e-23 as expected
) as tails
where p is null or abs(p - expected) > 1e-8 * expected
