{# grain: one row per days_back: the as-of, and the days before it that the area looks back on #}
with

as_of as (

    select as_of_date from {{ ref('int_as_of') }}

),

moments as (

    {% for days in days_back() %}
    select
        {{ days }} as days_back,
        {{ add_days('as_of_date', -days) }} as snapshot_date
    from as_of
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from moments
