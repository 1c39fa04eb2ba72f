{# grain: one row per period_month and channel; channel all sums the others #}
with

days as (

    select * from {{ ref('channel_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

{%- set measures = ['spend', 'impressions', 'clicks', 'sessions', 'new_visitors', 'signups',
    'activated', 'new_customers'] %}

by_channel as (

    select
        {% for measure in measures -%}
        sum({{ measure }}) as {{ measure }},
        {% endfor -%}
        {{ period_start('month', 'date_day') }} as period_month,
        channel
    from days
    group by {{ period_start('month', 'date_day') }}, channel

),

with_all as (

    select * from by_channel

    union all

    select
        {% for measure in measures -%}
        sum({{ measure }}) as {{ measure }},
        {% endfor -%}
        period_month,
        'all' as channel
    from by_channel
    group by period_month

),

divided as (

    select
        with_all.period_month,
        with_all.channel,
        as_of.as_of_date >= {{ dbt.dateadd('month', 1, 'with_all.period_month') }} as is_complete,
        cast(with_all.impressions as bigint) as impressions,
        cast(with_all.clicks as bigint) as clicks,
        cast(with_all.sessions as bigint) as sessions,
        cast(with_all.new_visitors as bigint) as new_visitors,
        cast(with_all.signups as bigint) as signups,
        cast(with_all.activated as bigint) as activated,
        cast(with_all.new_customers as bigint) as new_customers,
        cast(with_all.spend as decimal(18, 6)) as spend,
        {{ safe_divide('1000 * with_all.spend', 'with_all.impressions') }} as cpm,
        {{ safe_divide('with_all.spend', 'with_all.clicks') }} as cpc,
        {{ safe_divide('with_all.clicks', 'with_all.impressions') }} as ctr,
        {{ safe_divide('with_all.spend', 'with_all.sessions') }} as cost_per_visit,
        {{ safe_divide('with_all.spend', 'with_all.signups') }} as cost_per_signup,
        {{ safe_divide('with_all.spend', 'with_all.activated') }} as cost_per_activated,
        {{ safe_divide('with_all.spend', 'with_all.new_customers') }} as cost_per_new_customer

    from with_all
    cross join as_of

)

select * from divided
