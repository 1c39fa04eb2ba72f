{# grain: one row per event_name, times and within_days. Correlation, not cause: people who did the
   thing early came back more often, which does not say that making others do it brings them back. #}
with

people as (

    select * from {{ ref('int_aha_people') }}

),

habits as (

    select
        habits.*,
        people.is_retained,
        people.is_first_half
    from {{ ref('int_aha_habits') }} as habits
    inner join people on habits.person_id = people.person_id

),

totals as (

    select
        count(*) as n,
        sum(case when is_retained then 1 else 0 end) as retained,
        sum(case when is_first_half then 1 else 0 end) as n_first_half,
        sum(case when is_first_half and is_retained then 1 else 0 end) as retained_first_half
    from people

),

counted as (

    {% for times in var('aha_times') -%}
    select
        event_name,
        {{ times }} as times,
        within_days,
        count(*) as n_did,
        sum(case when is_retained then 1 else 0 end) as retained_did,
        sum(case when is_first_half then 1 else 0 end) as n_did_first_half,
        sum(case when is_first_half and is_retained then 1 else 0 end) as retained_did_first_half
    from habits
    where event_count >= {{ times }}
    group by event_name, within_days
    {% if not loop.last %}union all{% endif %}

    {% endfor -%}

),

-- too few on either side prove nothing, and asking fewer questions costs less
asked as (

    select
        counted.*,
        totals.n,
        totals.retained,
        totals.n - counted.n_did as n_not,
        totals.retained - counted.retained_did as retained_not,
        counted.n_did - counted.n_did_first_half as n_did_second_half,
        counted.retained_did - counted.retained_did_first_half as retained_did_second_half,
        totals.n_first_half - counted.n_did_first_half as n_not_first_half,
        totals.retained_first_half - counted.retained_did_first_half as retained_not_first_half,
        count(*) over () as questions

    from counted
    cross join totals
    where
        counted.n_did >= {{ var('aha_min_people') }}
        and totals.n - counted.n_did >= {{ var('aha_min_people') }}

),

rated as (

    select
        *,
        {{ safe_divide('retained_did', 'n_did') }} as rate_did,
        {{ safe_divide('retained_not', 'n_not') }} as rate_not,
        {{ safe_divide('retained', 'n') }} as rate_all,
        {{ safe_divide('retained_did_first_half', 'n_did_first_half') }}
        - {{ safe_divide('retained_not_first_half', 'n_not_first_half') }} as lift_first_half,
        {{ safe_divide('retained_did_second_half', 'n_did_second_half') }}
        - {{ safe_divide(
            'retained_not - retained_not_first_half', 'n_not - n_not_first_half'
        ) }} as lift_second_half

    from asked

),

tested as (

    select
        *,
        rate_did - rate_not as lift,
        sqrt(
            {{ safe_divide('rate_did * (1 - rate_did)', 'n_did') }}
            + {{ safe_divide('rate_not * (1 - rate_not)', 'n_not') }}
        ) as standard_error,
        -- under the null both share one rate
        {{ safe_divide(
            'rate_did - rate_not',
            'sqrt(rate_all * (1 - rate_all) * ('
            ~ safe_divide(1, 'n_did') ~ ' + ' ~ safe_divide(1, 'n_not') ~ '))',
        ) }} as z

    from rated

),

judged as (

    select
        *,
        -- Wilson: the least retention, at 95 %, that the people who did it can have
        {{ safe_divide(
            'rate_did + ' ~ safe_divide('1.9208', 'n_did') ~ ' - 1.96 * sqrt('
            ~ safe_divide('rate_did * (1 - rate_did) + ' ~ safe_divide('0.9604', 'n_did'), 'n_did')
            ~ ')',
            '1 + ' ~ safe_divide('3.8416', 'n_did'),
        ) }} as rate_did_at_least,
        {{ normal_two_sided_p('z') }} as p_value,
        least({{ normal_two_sided_p('z') }} * questions, 1) as p_bonferroni,
        -- the same sign and most of the size in two halves of the people
        coalesce(
            lift_first_half * lift > 0
            and lift_second_half * lift > 0
            and least(abs(lift_first_half), abs(lift_second_half)) >= abs(lift) / 2,
            false
        ) as is_stable

    from tested

),

ranked as (

    select
        event_name,
        cast(times as integer) as times,
        cast(within_days as integer) as within_days,
        coalesce(p_bonferroni < {{ var('aha_significance') }} and lift > 0 and is_stable, false)
            as is_aha_moment,
        is_stable,
        'correlational' as evidence,
        cast(row_number() over (
            order by
                case when p_bonferroni < {{ var('aha_significance') }} and lift > 0 and is_stable
                    then 0 else 1 end,
                rate_did_at_least desc, times, within_days, event_name
        ) as integer) as moment_rank,
        cast(n as bigint) as n,
        cast(n_did as bigint) as people,
        cast(retained_did as bigint) as retained,
        cast(n_not as bigint) as other_people,
        cast(retained_not as bigint) as other_retained,
        cast(questions as bigint) as questions,
        rate_did as retention_rate,
        rate_did_at_least as retention_rate_at_least,
        rate_not as other_retention_rate,
        lift as retention_lift,
        {{ safe_divide('rate_did', 'rate_not') }} as retention_ratio,
        standard_error,
        z as z_score,
        p_value,
        p_bonferroni,
        lift_first_half,
        lift_second_half

    from judged

)

select * from ranked
