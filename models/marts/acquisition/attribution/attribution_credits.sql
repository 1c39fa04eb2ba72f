{# grain: one row per conversion_id, attribution_model and touch_number that gets any credit #}
-- a view: twelve times the rows of the touches are worked out when somebody asks for them
{{ config(materialized='view') }}
with

weights as (

    select * from {{ ref('int_attribution_weights') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

path_channels as (

    select distinct
        conversion_id,
        channel
    from weights
    where touch_count > 0

),

-- markov is a finding about all journeys: a channel's share of it falls on every conversion alike,
-- where the channel is on the path on its touches, else on a row behind the last touch
off_path as (

    select
        weights.conversion_id,
        weights.conversion_type,
        weights.person_id,
        weights.conversion_date,
        weights.conversion_value,
        weights.touch_count,
        removal_effects.channel,
        removal_effects.credit_share,
        removal_effects.value_share

    from weights
    inner join removal_effects on weights.conversion_type = removal_effects.conversion_type
    left join path_channels
        on
            weights.conversion_id = path_channels.conversion_id
            and removal_effects.channel = path_channels.channel
    where
        weights.touch_count > 0
        and weights.touch_number = weights.touch_count
        and path_channels.channel is null

),

credits as (
    {% for model in attribution_models() %}
    select
        conversion_id,
        '{{ model }}' as attribution_model,
        touch_number,
        conversion_type,
        person_id,
        session_id,
        conversion_date,
        touch_date,
        channel,
        campaign,
        true as is_on_path,
        {{ model }}_credit as credit,
        {{ 'markov_value' if model == 'markov' else model }}_credit * conversion_value as credited_value
    from weights
    where {{ model }}_credit <> 0

    union all
    {% endfor %}
    select
        conversion_id,
        'markov' as attribution_model,
        touch_count + row_number() over (partition by conversion_id order by channel) as touch_number,
        conversion_type,
        person_id,
        cast(null as {{ dbt.type_string() }}) as session_id,
        conversion_date,
        conversion_date as touch_date,
        channel,
        '(off path)' as campaign,
        false as is_on_path,
        credit_share as credit,
        value_share * conversion_value as credited_value
    from off_path
    where credit_share <> 0

),

typed as (

    select
        conversion_id,
        attribution_model,
        cast(touch_number as integer) as touch_number,
        conversion_type,
        person_id,
        session_id,
        conversion_date,
        touch_date,
        channel,
        campaign,
        is_on_path,
        cast(credit as double) as credit,
        cast(credited_value as decimal(18, 6)) as credited_value

    from credits

)

select * from typed
