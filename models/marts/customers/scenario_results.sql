{# grain: one row per active scenario #}
{%- set z = var('confidence_z') %}
with

scenarios as (

    select * from {{ ref('scenarios') }} where is_active

),

moments as (

    select * from {{ ref('int_snapshot_moments') }}
    where days_back = {{ var('scenario_outcome_days') }}

),

members as (

    select members.*
    from {{ ref('int_scenario_members') }} as members
    inner join moments on members.days_back = moments.days_back

),

orders as (

    select
        orders.person_id,
        count(*) as orders,
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
        sum(coalesce(orders.net_revenue, 0)) as net_revenue

    from members
    left join orders on members.person_id = orders.person_id
    group by members.scenario, members.is_holdout

),

compared as (

    select
        scenarios.scenario,
        scenarios.name,
        coalesce(treated.people, 0) as treated_people,
        coalesce(holdout.people, 0) as holdout_people,
        coalesce(treated.buyers, 0) as treated_buyers,
        coalesce(holdout.buyers, 0) as holdout_buyers,
        {{ safe_divide('treated.buyers', 'treated.people') }} as treated_order_rate,
        {{ safe_divide('holdout.buyers', 'holdout.people') }} as holdout_order_rate,
        {{ safe_divide('treated.net_revenue', 'treated.people') }} as treated_revenue_per_person,
        {{ safe_divide('holdout.net_revenue', 'holdout.people') }} as holdout_revenue_per_person

    from scenarios
    left join outcomes as treated
        on scenarios.scenario = treated.scenario and not treated.is_holdout
    left join outcomes as holdout
        on scenarios.scenario = holdout.scenario and holdout.is_holdout

),

-- the error of a difference of two shares, each with one more success and failure (Agresti-Caffo),
-- so that a holdout without a buyer is not taken for certainty
smoothed as (

    select
        *,
        {{ safe_divide('treated_buyers + 1', 'treated_people + 2') }} as treated_smooth,
        {{ safe_divide('holdout_buyers + 1', 'holdout_people + 2') }} as holdout_smooth

    from compared

),

errors as (

    select
        *,
        sqrt(
            {{ safe_divide('treated_smooth * (1 - treated_smooth)', 'treated_people + 2') }}
            + {{ safe_divide('holdout_smooth * (1 - holdout_smooth)', 'holdout_people + 2') }}
        ) as standard_error,
        treated_people > 0 and holdout_people > 0 as is_comparable

    from smoothed

),

results as (

    select
        errors.scenario,
        errors.name,
        moments.snapshot_date as audience_date,
        {{ add_days('moments.snapshot_date', var('scenario_outcome_days')) }} as measured_until,
        errors.is_comparable,
        coalesce(
            errors.is_comparable
            and abs(errors.treated_smooth - errors.holdout_smooth)
            > {{ var('family_confidence_z') }} * errors.standard_error,
            false
        ) as is_significant,
        cast(errors.treated_people as bigint) as treated_people,
        cast(errors.holdout_people as bigint) as holdout_people,
        cast(errors.treated_buyers as bigint) as treated_buyers,
        cast(errors.holdout_buyers as bigint) as holdout_buyers,
        errors.treated_order_rate,
        errors.holdout_order_rate,
        errors.treated_order_rate - errors.holdout_order_rate as lift,
        {{ safe_divide(
            'errors.treated_order_rate - errors.holdout_order_rate', 'errors.holdout_order_rate'
        ) }}
            as relative_lift,
        case when errors.is_comparable then errors.standard_error end as standard_error,
        -- no difference of two shares is beyond one
        case
            when errors.is_comparable
                then greatest(
                    errors.treated_smooth - errors.holdout_smooth
                    - {{ z }} * errors.standard_error,
                    -1
                )
        end as lift_lower,
        case
            when errors.is_comparable
                then least(
                    errors.treated_smooth - errors.holdout_smooth
                    + {{ z }} * errors.standard_error,
                    1
                )
        end as lift_upper,
        errors.treated_people * (errors.treated_order_rate - errors.holdout_order_rate)
            as incremental_buyers,
        errors.treated_people
        * (errors.treated_revenue_per_person - errors.holdout_revenue_per_person)
            as incremental_revenue

    from errors
    cross join moments

)

select * from results
