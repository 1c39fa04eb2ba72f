{# Mix and rate are the whole change of a ratio, whatever dimension it is split by. #}
with

changes as (

    select
        ratio,
        dimension,
        period_month,
        sum(mix_contribution + rate_contribution) as contribution,
        sum(share_after * rate_after) - sum(share_before * rate_before) as change
    from {{ ref('ratio_drivers') }}
    group by ratio, dimension, period_month

)

select * from changes where contribution is null or abs(contribution - change) > 1e-9 * (1 + abs(change))
