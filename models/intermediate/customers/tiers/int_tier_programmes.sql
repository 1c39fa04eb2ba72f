{# grain: one row per tier; a programme is a measure and the window it counts in #}
with

tiers as (

    select * from {{ ref('membership_tiers') }}

),

programmes as (

    select
        tier,
        rank as tier_rank,
        measure,
        {{ adapter.quote('window') }} as counting_window,
        threshold,
        coalesce(grace_days, 0) as grace_days,
        cast(dense_rank() over (order by measure, {{ adapter.quote('window') }}) as smallint)
            as programme_id

    from tiers

)

select * from programmes
