{# grain: one row per member_number, programme_id and movement, or look, at progress #}
{{ config(materialized='view') }}
with

programmes as (

    select distinct
        programme_id,
        measure,
        counting_window
    from {{ ref('int_tier_programmes') }}

),

members as (

    select * from {{ ref('int_tier_members') }}

),

entries as (

    select
        programmes.programme_id,
        entries.member_number,
        entries.entered_at,
        cast(case programmes.measure
            when 'spend' then entries.spend
            when 'orders' then entries.orders
            when 'points' then entries.points
        end as decimal(18, 2)) as amount,
        case programmes.counting_window
            when 'calendar_year'
                then {{ period_start(
                    'year', add_days(period_start('year', 'entries.counted_from'), 370)
                ) }}
            when 'rolling_12_months'
                then cast({{ dbt.dateadd('month', 12, 'entries.counted_from') }} as date)
            else date '9999-01-01'
        end as leaves_on

    from {{ ref('int_tier_entries') }} as entries
    cross join programmes

),

-- what comes back after its order has left the window takes nothing back
counted as (

    select *
    from entries
    where amount is not null and {{ local_date('entered_at') }} < leaves_on

),

movements as (

    -- what a person does counts at once
    select
        member_number,
        programme_id,
        entered_at as moved_at,
        case when amount < 0 then 1 else 2 end as moment_kind,
        amount
    from counted

    union all

    -- what is taken back is looked at in the night after
    select
        member_number,
        programme_id,
        {{ local_midnight(add_days(local_date('entered_at'), 1)) }} as moved_at,
        0 as moment_kind,
        0 as amount
    from counted
    where amount < 0

    union all

    -- and so is what leaves the window
    select
        member_number,
        programme_id,
        {{ local_midnight('leaves_on') }} as moved_at,
        0 as moment_kind,
        -amount as amount
    from counted
    where leaves_on < date '9999-01-01'

    union all

    select
        members.member_number,
        programmes.programme_id,
        members.joined_at as moved_at,
        2 as moment_kind,
        0 as amount
    from members
    cross join programmes

)

select * from movements
