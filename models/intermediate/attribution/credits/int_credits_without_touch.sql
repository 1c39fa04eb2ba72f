{# grain: one row per conversion_number, attribution_model and touch_number without a touch #}
-- a view: who asks for single credits pays for them
{{ config(materialized='view') }}
with

touches as (

    select * from {{ ref('int_touches_described') }}

),

paths as (

    select * from {{ ref('int_conversion_paths') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }} where credit_share <> 0

),

models as (
    {% for model in attribution_models() %}
    select '{{ model }}' as attribution_model {{ 'union all' if not loop.last }}
    {%- endfor %}

),

path_channels as (

    select distinct
        conversion_number,
        channel
    from touches

),

path_ends as (

    select
        conversion_number,
        conversion_type,
        touch_count
    from touches
    where touch_number = 1

),

-- markov is a finding about all journeys: a channel's share of it falls on every conversion alike,
-- where the channel is on the path on its touches, else on a row behind the last touch
off_path as (

    select
        path_ends.conversion_number,
        'markov' as attribution_model,
        path_ends.touch_count + row_number() over (
            partition by path_ends.conversion_number order by removal_effects.channel
        ) as touch_number,
        removal_effects.channel,
        '(off path)' as campaign,
        false as is_on_path,
        removal_effects.credit_share as credit,
        removal_effects.value_share as value_credit
    from path_ends
    inner join removal_effects on path_ends.conversion_type = removal_effects.conversion_type
    left join path_channels
        on
            path_ends.conversion_number = path_channels.conversion_number
            and removal_effects.channel = path_channels.channel
    where path_channels.channel is null

),

-- a conversion that nothing led to keeps a row of its own
untouched as (

    select
        paths.conversion_number,
        models.attribution_model,
        0 as touch_number,
        '(none)' as channel,
        '(none)' as campaign,
        true as is_on_path,
        1.0 as credit,
        1.0 as value_credit
    from paths
    cross join models
    left join path_ends on paths.conversion_number = path_ends.conversion_number
    where path_ends.conversion_number is null

),

credits as (

    select * from off_path
    union all
    select * from untouched

)

select * from credits
