{# grain: one row per visitor_id whose events may belong to somebody else than before this run #}
with

run_state as (

    select * from {{ source('landing', 'run_state') }}

),

new_files as (

    select file_id from {{ source('landing', 'new_files') }}

),

as_of as (

    select as_of_at from {{ ref('int_as_of') }}

),

base_events as (

    select
        event_id,
        visitor_id,
        user_id,
        file_id,
        occurred_at as seen_at
    from {{ ref('base_app__events') }}

),

base_orders as (

    select
        order_id,
        visitor_id,
        user_id,
        file_id,
        ordered_at as seen_at
    from {{ ref('base_shop__orders') }}

),

base_assignments as (

    select
        experiment_id || variant || cast(assigned_at as varchar) as assignment_id,
        visitor_id,
        user_id,
        file_id,
        assigned_at as seen_at
    from {{ ref('base_app__experiment_assignments') }}

),

base_users as (

    select
        user_id,
        file_id
    from {{ ref('base_app__users') }}

),

visitor_users as (

    select * from {{ ref('int_visitor_users') }}

),

-- every version, old or new, of what arrived, and what an earlier as-of still hid
arrived as (

    {% for base, key in [
        ('base_events', 'event_id'), ('base_orders', 'order_id'), ('base_assignments', 'assignment_id')
    ] -%}
    select
        {{ base }}.visitor_id,
        {{ base }}.user_id
    from {{ base }}
    cross join run_state
    cross join as_of
    where
        not run_state.full_refresh
        and (
            {{ base }}.{{ key }} in (
                select arrival.{{ key }} from {{ base }} as arrival
                inner join new_files on arrival.file_id = new_files.file_id
            )
            or (
                {{ base }}.seen_at > run_state.previous_as_of
                and {{ base }}.seen_at <= as_of.as_of_at
            )
        )

    union all

    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as visitor_id,
        base_users.user_id
    from base_users
    inner join new_files on base_users.file_id = new_files.file_id
    cross join run_state
    where not run_state.full_refresh

),

-- a user's link may count towards a guard, so all devices of an arrived user may change hands
changed as (

    select visitor_id from arrived

    union distinct

    select visitor_users.visitor_id
    from visitor_users
    where visitor_users.user_id in (select arrived.user_id from arrived)

),

visitors_changed as (

    select visitor_id from changed where visitor_id is not null

)

select * from visitors_changed
