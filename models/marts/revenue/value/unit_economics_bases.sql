{# grain: one row per period_month and channel of acquisition; channel all sums the others #}
with

as_of as (

    select * from {{ ref('int_as_of') }}

),

active_months as (

    select
        {{ period_start('month', 'activity.activity_date') }} as period_month,
        people.first_channel as channel,
        count(distinct activity.person_id) as active_people

    from {{ ref('fct_person_days') }} as activity
    inner join {{ ref('dim_people') }} as people on activity.person_id = people.person_id
    where people.is_counted and {{ is_counted('activity') }}
    group by {{ period_start('month', 'activity.activity_date') }}, people.first_channel

),

paying_months as (

    select * from {{ ref('int_paying_months') }}

),

costs as (

    select *
    from {{ ref('cac') }}
    where
        variant = 'fully_loaded'
        and lag_basis = 'same_period'
        and attribution_model = '{{ var("unit_economics_attribution_model") }}'
        and channel <> 'all'

),

-- money that won nobody keeps its row, and so do customers of last month who all left
channel_months as (

    select
        period_month,
        channel
    from active_months
    union distinct
    select
        period_month,
        channel
    from paying_months
    union distinct
    select
        period_month,
        channel
    from costs
    union distinct
    select
        paying_months.next_month as period_month,
        paying_months.channel
    from paying_months
    inner join as_of on paying_months.next_month <= as_of.as_of_date

),

summed as (

    {% for scope in ['channel_months.channel', "'all'"] %}
    select
        channel_months.period_month,
        {{ scope }} as channel,
        cast(coalesce(sum(active_months.active_people), 0) as bigint) as active_people,
        cast(coalesce(sum(paying_months.customers), 0) as bigint) as customers,
        cast(coalesce(sum(paying_months.new_customers), 0) as bigint) as new_customers,
        cast(coalesce(sum(months_before.customers), 0) as bigint) as previous_customers,
        cast(coalesce(sum(months_before.lost_customers), 0) as bigint) as lost_customers,
        cast(coalesce(sum(paying_months.revenue), 0) as decimal(18, 2)) as net_revenue,
        cast(coalesce(sum(paying_months.margin), 0) as decimal(18, 2)) as contribution_margin

    from channel_months
    left join active_months
        on
            channel_months.period_month = active_months.period_month
            and channel_months.channel = active_months.channel
    left join paying_months
        on
            channel_months.period_month = paying_months.period_month
            and channel_months.channel = paying_months.channel
    left join paying_months as months_before
        on
            channel_months.period_month = months_before.next_month
            and channel_months.channel = months_before.channel
    group by channel_months.period_month{{ ', channel_months.channel' if loop.first }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from summed
