{# grain: one row per active scenario #}
{%- set z = var('confidence_z') %}
{%- set days = var('scenario_outcome_days') %}
with

scenarios as (

    select * from {{ ref('scenarios') }} where is_active

),

moments as (

    select * from {{ ref('int_snapshot_moments') }} where days_back = {{ days }}

),

members as (

    select * from {{ ref('int_scenario_members') }} where days_back = {{ days }}

),

orders as (

    select
        orders.person_id,
        sum(orders.net_revenue) as net_revenue

    from {{ ref('fct_orders') }} as orders
    inner join moments on orders.order_date > moments.snapshot_date
    where orders.is_valid
    group by orders.person_id

),

outcomes as (

    select
        members.scenario,
        members.is_holdout,
        count(*) as people,
        count(orders.person_id) as buyers,
        {{ safe_divide('count(orders.person_id)', 'count(*)') }} as order_rate,
        {{ safe_divide('sum(coalesce(orders.net_revenue, 0))', 'count(*)') }} as revenue_per_person,
        -- one more success and failure (Agresti-Caffo), so that a holdout without a buyer is not
        -- taken for certainty
        {{ safe_divide('count(orders.person_id) + 1', 'count(*) + 2') }} as smoothed

    from members
    left join orders on members.person_id = orders.person_id
    group by members.scenario, members.is_holdout

),

-- a group without anybody has nulls, and so has all that compares it
tested as (

    select
        scenarios.scenario,
        scenarios.name,
        treated.people as treated_people,
        holdout.people as holdout_people,
        treated.buyers as treated_buyers,
        holdout.buyers as holdout_buyers,
        treated.order_rate as treated_order_rate,
        holdout.order_rate as holdout_order_rate,
        treated.order_rate - holdout.order_rate as lift,
        treated.revenue_per_person - holdout.revenue_per_person as revenue_lift,
        treated.smoothed - holdout.smoothed as smooth_lift,
        sqrt(
            {{ safe_divide('treated.smoothed * (1 - treated.smoothed)', 'treated.people + 2') }}
            + {{ safe_divide('holdout.smoothed * (1 - holdout.smoothed)', 'holdout.people + 2') }}
        ) as standard_error

    from scenarios
    left join outcomes as treated
        on scenarios.scenario = treated.scenario and not treated.is_holdout
    left join outcomes as holdout
        on scenarios.scenario = holdout.scenario and holdout.is_holdout

),

results as (

    select
        tested.scenario,
        tested.name,
        moments.snapshot_date as audience_date,
        {{ add_days('moments.snapshot_date', days) }} as measured_until,
        tested.lift is not null as is_comparable,
        coalesce(
            abs(tested.smooth_lift) > {{ var('family_confidence_z') }} * tested.standard_error,
            false
        ) as is_significant,
        cast(coalesce(tested.treated_people, 0) as bigint) as treated_people,
        cast(coalesce(tested.holdout_people, 0) as bigint) as holdout_people,
        cast(coalesce(tested.treated_buyers, 0) as bigint) as treated_buyers,
        cast(coalesce(tested.holdout_buyers, 0) as bigint) as holdout_buyers,
        tested.treated_order_rate,
        tested.holdout_order_rate,
        tested.lift,
        {{ safe_divide('tested.lift', 'tested.holdout_order_rate') }} as relative_lift,
        tested.standard_error,
        -- no difference of two shares is beyond one
        case
            when tested.smooth_lift is not null
                then greatest(tested.smooth_lift - {{ z }} * tested.standard_error, -1)
        end as lift_lower,
        case
            when tested.smooth_lift is not null
                then least(tested.smooth_lift + {{ z }} * tested.standard_error, 1)
        end as lift_upper,
        tested.treated_people * tested.lift as incremental_buyers,
        tested.treated_people * tested.revenue_lift as incremental_revenue

    from tested
    cross join moments

)

select * from results
