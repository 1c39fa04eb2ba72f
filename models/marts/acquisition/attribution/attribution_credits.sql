{# grain: one row per conversion_id, attribution_model and touch_number that gets any credit #}
-- a view: twelve times the rows of the touches are worked out when somebody asks for them
{{ config(materialized='view') }}
with

weights as (

    select * from {{ ref('int_attribution_weights') }}

),

paths as (

    select * from {{ ref('int_conversion_paths') }}

),

sessions as (

    select * from {{ ref('int_sessions') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

path_channels as (

    select distinct
        conversion_number,
        channel
    from weights

),

path_ends as (

    select
        paths.conversion_number,
        paths.conversion_type,
        weights.touch_count
    from paths
    inner join weights
        on paths.conversion_number = weights.conversion_number and weights.touch_number = 1

),

-- markov is a finding about all journeys: a channel's share of it falls on every conversion alike,
-- where the channel is on the path on its touches, else on a row behind the last touch
off_path as (

    select
        path_ends.conversion_number,
        path_ends.touch_count + row_number() over (
            partition by path_ends.conversion_number order by removal_effects.channel
        ) as touch_number,
        removal_effects.channel,
        removal_effects.credit_share,
        removal_effects.value_share
    from path_ends
    inner join removal_effects on path_ends.conversion_type = removal_effects.conversion_type
    left join path_channels
        on
            path_ends.conversion_number = path_channels.conversion_number
            and removal_effects.channel = path_channels.channel
    where path_channels.channel is null and removal_effects.credit_share <> 0

),

-- a conversion that nothing led to keeps a row of its own
untouched as (

    select paths.conversion_number
    from paths
    left join path_ends on paths.conversion_number = path_ends.conversion_number
    where path_ends.conversion_number is null

),

credits as (
    {% for model in attribution_models() %}
    select
        conversion_number,
        '{{ model }}' as attribution_model,
        touch_number,
        session_id,
        channel,
        true as is_on_path,
        {{ model }}_credit as credit,
        {{ 'markov_value' if model == 'markov' else model }}_credit as value_credit
    from weights
    where {{ model }}_credit <> 0

    union all

    select
        conversion_number,
        '{{ model }}' as attribution_model,
        0 as touch_number,
        null as session_id,
        '(none)' as channel,
        true as is_on_path,
        1.0 as credit,
        1.0 as value_credit
    from untouched

    union all
    {% endfor %}
    select
        conversion_number,
        'markov' as attribution_model,
        touch_number,
        null as session_id,
        channel,
        false as is_on_path,
        credit_share as credit,
        value_share as value_credit
    from off_path

),

described as (

    select
        paths.conversion_id,
        credits.attribution_model,
        cast(credits.touch_number as integer) as touch_number,
        paths.conversion_type,
        paths.person_id,
        credits.session_id,
        paths.conversion_date,
        coalesce({{ local_date('sessions.started_at') }}, paths.conversion_date) as touch_date,
        credits.channel,
        case
            when not credits.is_on_path then '(off path)'
            when credits.touch_number = 0 then '(none)'
            -- a direct visit inherits a channel elsewhere, but no campaign brought it
            when credits.channel = 'direct' then '(no campaign)'
            else coalesce(sessions.campaign, '(no campaign)')
        end as campaign,
        credits.is_on_path,
        cast(credits.credit as double) as credit,
        cast(credits.value_credit * paths.conversion_value as decimal(18, 6)) as credited_value

    from credits
    inner join paths on credits.conversion_number = paths.conversion_number
    left join sessions on credits.session_id = sessions.session_id

)

select * from described
