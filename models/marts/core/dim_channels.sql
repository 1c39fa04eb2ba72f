{# grain: one row per channel #}
with

channels as (

    select * from {{ ref('channels') }}

),

sessions as (

    select distinct channel from {{ ref('int_sessions') }}

),

spend as (

    select distinct channel from {{ ref('int_spend_valued') }}

),

-- what the warehouse itself names, and what a user's rules name without describing it
named as (

    select channel from sessions
    union distinct
    select channel from spend
    union distinct
    select '(unallocated)' as channel
    union distinct
    select '(unattributed)' as channel
    union distinct
    select '(none)' as channel

),

undescribed as (

    select named.channel
    from named
    left join channels on named.channel = channels.channel
    where channels.channel is null

),

described as (

    select
        channel,
        channel_group,
        acquisition_method,
        strategy,
        coalesce(is_paid, false) as is_paid,
        coalesce(is_online, true) as is_online,
        coalesce(lookback_days, {{ var('attribution_lookback_days') }}) as lookback_days
    from channels

    union all

    select
        channel,
        'other' as channel_group,
        cast(null as {{ dbt.type_string() }}) as acquisition_method,
        cast(null as {{ dbt.type_string() }}) as strategy,
        -- money was paid for it, whatever it was
        channel = '(unallocated)' as is_paid,
        true as is_online,
        {{ var('attribution_lookback_days') }} as lookback_days
    from undescribed

)

select * from described
