

select
    split, frequency_bin,
    count(*) as row_count
from "warehouse"."revenue"."clv_backtest"
group by split, frequency_bin
having count(*) > 1

