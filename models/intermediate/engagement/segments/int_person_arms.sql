{# grain: one row per experiment_id and person_id that was assigned #}
with

assignments as (

    select assignments.*
    from {{ ref('stg_app__experiment_assignments') }} as assignments
    inner join {{ ref('int_as_of') }} as as_of on assignments.assigned_at <= as_of.as_of_at

),

owners as (

    select * from {{ ref('int_visitor_owners') }}

),

-- at most one stretch of a visitor holds a moment: no fan-out
identified as (

    select
        assignments.experiment_id,
        assignments.variant,
        {{ person_id(
            'case when ' ~ is_linkable_id('assignments.user_id')
            ~ ' then assignments.user_id else owners.user_id end',
            'assignments.visitor_id'
        ) }} as person_id

    from assignments
    left join owners
        on
            assignments.visitor_id = owners.visitor_id
            and assignments.assigned_at >= owners.owned_from
            and assignments.assigned_at < owners.owned_until

),

arms as (

    select
        experiment_id,
        person_id,
        -- who saw two variants belongs to neither
        case when count(distinct variant) = 1 then max(variant) else '(multiple)' end as variant

    from identified
    where person_id <> '(none)'
    group by experiment_id, person_id

)

select * from arms
