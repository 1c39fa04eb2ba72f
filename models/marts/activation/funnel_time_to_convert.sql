{# grain: one row per funnel and point of the window; Kaplan-Meier, so that whoever is still under way
   counts for as long as watched #}
with

units as (

    select * from {{ ref('int_funnel_periods') }} where preset = 'own' and period_grain = 'all'

),

definitions as (

    select * from {{ ref('int_funnel_definitions') }} where preset = 'own'

),

watched as (

    select
        units.funnel,
        units.is_converted,
        case
            when units.is_converted
                then greatest({{ seconds_between(
                    'units.entry_at', funnel_step_at('definitions.last_step', 'units')
                ) }}, 0)
            else least(
                definitions.window_seconds, {{ seconds_between('units.entry_at', 'as_of.as_of_at') }}
            )
        end as seconds

    from units
    inner join definitions on units.funnel_key = definitions.funnel_key
    cross join {{ ref('int_as_of') }} as as_of

),

instants as (

    select
        funnel,
        seconds,
        sum(case when is_converted then 1 else 0 end) as converted,
        count(*) as leaving
    from watched
    group by funnel, seconds

),

risks as (

    select
        *,
        -- everybody still watched just before; who leaves at the same second still counts
        sum(leaving) over (
            partition by funnel order by seconds desc
            rows between unbounded preceding and current row
        ) as at_risk
    from instants

),

survival as (

    select
        funnel,
        seconds,
        converted,
        at_risk,
        -- the last one converting leaves nobody; the logarithm of nothing is not asked for
        max(case when converted = at_risk then 1 else 0 end) over until_now as nobody_left,
        exp(
            sum(case when converted < at_risk then ln(1 - {{ safe_divide('converted', 'at_risk') }}) else 0 end)
                over until_now
        ) as share_left
    from risks
    window until_now as (
        partition by funnel order by seconds rows between unbounded preceding and current row
    )

),

points as (

    {% for point in range(0, var('funnel_curve_points') + 1) -%}
    select {{ point }} as point{{ ' union all' if not loop.last }}
    {% endfor -%}

),

pointed as (

    select
        survival.funnel,
        -- the first point at or after the conversion
        cast(
            ceil({{ safe_divide(
                var('funnel_curve_points') ~ ' * survival.seconds', 'definitions.window_seconds'
            ) }})
            as integer
        ) as point,
        max(case when survival.nobody_left = 1 then 1.0 else 1 - survival.share_left end)
            as converted_share,
        sum(survival.converted) as converted

    from survival
    inner join definitions on survival.funnel = definitions.funnel
    group by
        survival.funnel,
        cast(
            ceil({{ safe_divide(
                var('funnel_curve_points') ~ ' * survival.seconds', 'definitions.window_seconds'
            ) }})
            as integer
        )

),

drawn as (

    select
        definitions.funnel,
        points.point,
        {{ safe_divide('points.point * definitions.window_seconds', var('funnel_curve_points')) }}
            as elapsed_seconds,
        coalesce(
            max(pointed.converted_share) over (
                partition by definitions.funnel order by points.point
                rows between unbounded preceding and current row
            ),
            0
        ) as converted_share,
        coalesce(pointed.converted, 0) as converted

    from definitions
    cross join points
    left join pointed
        on definitions.funnel = pointed.funnel and points.point = coalesce(pointed.point, 0)

),

typed as (

    select
        funnel,
        cast(point as integer) as point,
        elapsed_seconds,
        cast(converted as bigint) as converted,
        cast(converted_share as double) as converted_share

    from drawn

)

select * from typed
