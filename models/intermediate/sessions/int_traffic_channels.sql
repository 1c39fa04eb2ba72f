{# grain: one row per distinct source, medium, campaign, referrer_host, click_id_name #}
with

sessions as (

    select * from {{ ref('int_sessions_summarised') }}

),

spend as (

    select * from {{ ref('stg_ads__channel_spend') }}

),

rules as (

    select * from {{ ref('channel_rules') }}

),

combinations as (

    select
        source,
        medium,
        campaign,
        referrer_host,
        click_id_name
    from sessions

    union distinct

    select
        lower(source) as source,
        lower(medium) as medium,
        campaign,
        cast(null as {{ dbt.type_string() }}) as referrer_host,
        cast(null as {{ dbt.type_string() }}) as click_id_name
    from spend

),

matches as (

    select
        combinations.source,
        combinations.medium,
        combinations.campaign,
        combinations.referrer_host,
        combinations.click_id_name,
        min(rules.rule_number) as rule_number

    from combinations
    inner join rules
        on
            {{ pattern_matches('combinations.source', 'rules.source_pattern') }}
            and {{ pattern_matches('combinations.medium', 'rules.medium_pattern') }}
            and {{ pattern_matches('combinations.campaign', 'rules.campaign_pattern') }}
            and {{ pattern_found('combinations.referrer_host', 'rules.referrer_pattern') }}
            and (
                rules.click_id_name is null
                or combinations.click_id_name = lower(rules.click_id_name)
            )
    group by
        combinations.source,
        combinations.medium,
        combinations.campaign,
        combinations.referrer_host,
        combinations.click_id_name

),

channels as (

    select
        matches.source,
        matches.medium,
        matches.campaign,
        matches.referrer_host,
        matches.click_id_name,
        rules.rule_number,
        rules.channel

    from matches
    inner join rules on matches.rule_number = rules.rule_number

)

select * from channels
