{# grain: one row per conversion_type and channel on any journey #}
with

losses as (

    select * from {{ ref('int_channel_losses') }}

),

effects as (

    select
        *,
        {{ safe_divide('reach_chance * conversion_chance',
            'sum(start_chance * conversion_chance) over (partition by conversion_type)') }}
            as removal_effect,
        {{ safe_divide('reach_chance * expected_value',
            'sum(start_chance * expected_value) over (partition by conversion_type)') }}
            as value_removal_effect
    from losses

),

shares as (

    select
        *,
        {{ safe_divide(
            'removal_effect', 'sum(removal_effect) over (partition by conversion_type)'
        ) }}
            as credit_share,
        case
            -- where refunds leave less than nothing, value follows the conversions
            when min(value_removal_effect) over (partition by conversion_type) >= 0
                then {{ safe_divide('value_removal_effect',
                    'sum(value_removal_effect) over (partition by conversion_type)') }}
        end as value_share
    from effects

),

completed as (

    select
        conversion_type,
        channel,
        reach_chance,
        conversion_chance,
        removal_effect,
        value_removal_effect,
        credit_share,
        coalesce(value_share, credit_share) as value_share

    from shares

)

select * from completed
