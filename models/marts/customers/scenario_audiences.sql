{# grain: one row per scenario and person_id in it at the as-of #}
with

members as (

    select * from {{ ref('int_scenario_members') }} where days_back = 0

),

people as (

    select
        person_id,
        has_marketing_consent
    from {{ ref('dim_people') }}

),

audiences as (

    select
        members.scenario,
        members.person_id,
        members.entered_at,
        members.handle,
        case when members.is_holdout then 'holdout' else 'treated' end as holdout_group,
        members.is_holdout,
        people.has_marketing_consent

    from members
    inner join people on members.person_id = people.person_id

)

select * from audiences
