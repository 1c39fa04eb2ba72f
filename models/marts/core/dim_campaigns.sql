{# grain: one row per channel and campaign #}
with

sessions as (

    select * from {{ ref('int_sessions') }}

),

spend as (

    select * from {{ ref('int_spend_valued') }}

),

appearances as (

    select
        channel,
        coalesce(campaign, '(no campaign)') as campaign,
        session_date as seen_on
    from sessions

    union all

    select
        channel,
        coalesce(campaign, '(no campaign)') as campaign,
        spend_date as seen_on
    from spend

),

campaigns as (

    select
        channel,
        campaign,
        min(seen_on) as first_seen_date,
        max(seen_on) as last_seen_date

    from appearances
    group by channel, campaign

)

select * from campaigns
