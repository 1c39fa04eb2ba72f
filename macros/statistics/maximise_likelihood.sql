{#- Fits many small models at once by maximum likelihood, with exact gradients and Hessians, in one
    recursive CTE: damped Newton (Levenberg) in the logarithms of the parameters. Every fit goes
    through up to three stages, each from the one before:
    0  sample: the likelihood of a share of the data, which finds the start at a share of the price;
    1  all: the likelihood of all data;
    2  prior: where that has no inner maximum, all data and the weak prior, from the first start.

    groups: relation with fit_id, data_id, sample_id (the data_id of the sample; null = none),
        customers, prior_precision (of stages 0 and 1; 0 = none), fallback_precision (of stage 2;
        null = no such stage), the settings, and prior_<parameter> (logarithm: centre of the
        log-normal prior, also the start).
    parameters: names, all positive.
    parts: sums that make up the log-likelihood, each {relation, stages, log_likelihood,
        gradient: {parameter: expression}, hessian: {'parameter_parameter': expression}}, where the
        relation has data_id, and stages are lists of columns computed once per row, each stage from
        the ones before. Derivatives are by the parameters themselves, upper triangle only.
    bounds: condition on the parameters; a search that leaves it ran away along a ridge.
    is_proper: condition that the maximum must meet; the way to it need not.
    settings: columns of groups that the parts read.

    Columns: fit_id, customers, iterations (passes over the data, whole or sample), fit_status (ok, or
    prior), log_likelihood (without the prior's share), then the parameters, to six significant
    digits. A fit without an inner maximum has no row. -#}
{% macro maximise_likelihood(groups, parameters, parts, bounds, is_proper='true', settings=[], max_iterations=60) -%}
    {%- set pairs = [] -%}
    {%- for one in parameters -%}
        {%- for other in parameters[loop.index0:] -%}{%- do pairs.append([one, other]) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set sums = ['log_likelihood'] -%}
    {%- for name in parameters -%}{%- do sums.append('g_' ~ name) -%}{%- endfor -%}
    {%- for pair in pairs -%}{%- do sums.append('h_' ~ pair[0] ~ '_' ~ pair[1]) -%}{%- endfor -%}
    {%- set kept = ['fit_id', 'data_id', 'sample_id', 'fallback_precision'] + settings -%}
    with recursive iterations as (

        select
            {{ kept | join(', ') }},
            cast(customers as double) as customers,
            cast(prior_precision as double) as prior_precision,
            case when sample_id is null then 1 else 0 end as stage,
            0 as step,
            0 as stage_step,
            cast({{ first_damping() }} as double) as damping,
            false as is_converged,
            false as is_done,
            cast(null as double) as objective
            {%- for name in parameters %},
            cast(prior_{{ name }} as double) as prior_{{ name }},
            cast(prior_{{ name }} as double) as u_{{ name }}
            {%- endfor %}
            {%- for name in sums %},
            cast(null as double) as {{ name }}
            {%- endfor %}
        from {{ groups }}

        union all

        (
            with active as (

                select
                    *,
                    {{ mean_curvature(parameters) }} as curvature
                from iterations
                where not is_done

            ),

            moves as (

                select
                    *,
                    greatest(
                        {%- for name in parameters %}
                        {{- ', ' if not loop.first }}abs(move_{{ name }})
                        {%- endfor -%}
                    ) as longest
                from {{ solve_moves('active', parameters) }}

            ),

            -- a stage begins where it stands; no parameter moves by more than a factor of e at a time
            candidates as (

                select
                    *,
                    case when stage = 0 then sample_id else data_id end as read_id,
                    objective is null or longest is not null as is_possible
                    {%- for name in parameters %},
                    exp(
                        u_{{ name }}
                        + case
                            when objective is null or longest is null then 0
                            else move_{{ name }} / greatest(1.0, longest)
                        end
                    ) as {{ name }}
                    {%- endfor %}
                from moves

            ),

            sums as (

                {% for part in parts %}
                select
                    fit_id,
                    sum({{ part.log_likelihood }}) as log_likelihood
                    {%- for name in parameters %},
                    sum({{ part.gradient.get(name, '0.0') }}) as g_{{ name }}
                    {%- endfor %}
                    {%- for pair in pairs %},
                    sum({{ part.hessian.get(pair[0] ~ '_' ~ pair[1], '0.0') }})
                        as h_{{ pair[0] }}_{{ pair[1] }}
                    {%- endfor %}
                from {{ nest_stages(
                    '(select data.*, fit.' ~ (['fit_id'] + settings + parameters) | join(', fit.')
                    ~ ' from candidates as fit inner join '
                    ~ part.relation ~ ' as data on fit.read_id = data.data_id) as data',
                    part.stages
                ) }}
                group by fit_id
                {{ 'union all' if not loop.last }}
                {% endfor %}

            ),

            totals as (

                select
                    fit_id
                    {%- for name in sums %},
                    sum({{ name }}) as {{ name }}
                    {%- endfor %}
                from sums
                group by fit_id

            ),

            -- derivatives by the logarithms, with the prior's share
            evaluated as (

                select
                    candidates.*,
                    totals.log_likelihood as new_log_likelihood,
                    totals.log_likelihood
                    {%- for name in parameters %}
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.{{ name }}) - candidates.prior_{{ name }}, 2)
                    {%- endfor %} as new_objective
                    {%- for name in parameters %},
                    candidates.{{ name }} * totals.g_{{ name }}
                    - candidates.prior_precision * (ln(candidates.{{ name }}) - candidates.prior_{{ name }})
                        as new_g_{{ name }}
                    {%- endfor %}
                    {%- for pair in pairs %},
                    candidates.{{ pair[0] }} * candidates.{{ pair[1] }} * totals.h_{{ pair[0] }}_{{ pair[1] }}
                    {%- if pair[0] == pair[1] %}
                    + candidates.{{ pair[0] }} * totals.g_{{ pair[0] }} - candidates.prior_precision
                    {%- endif %} as new_h_{{ pair[0] }}_{{ pair[1] }}
                    {%- endfor %}
                from candidates
                inner join totals on candidates.fit_id = totals.fit_id

            ),

            compared as (

                select
                    *,
                    is_possible and (
                        objective is null or new_objective >= objective - 1e-12 * abs(objective)
                    ) as is_better
                from evaluated

            ),

            -- near a maximum each Newton move is about the square of the one before: after one below
            -- a thousandth, the last (made without another look) leaves nothing to find. A search
            -- that rounding stops has converged if it stands still, too.
            steady as (

                select
                    *,
                    not is_better and damping > 1e7 as is_stalled,
                    coalesce(
                        case
                            when is_better
                                then objective is not null and longest <= 1e-3 and damping <= 1e-4
                            else
                                damping > 1e7
                                and greatest(
                                    {%- for name in parameters %}
                                    {{- ', ' if not loop.first }}abs(g_{{ name }})
                                    {%- endfor -%}
                                ) <= 1e-7 * customers
                        end,
                        false
                    ) as is_steady
                from compared

            ),

            judged as (

                select
                    *,
                    is_steady and {{ bounds }} and {{ is_proper }} as is_found,
                    is_stalled
                    or (is_better and not {{ bounds }})
                    or (is_steady and not {{ is_proper }})
                    or stage_step + 1 >= {{ max_iterations }} as is_lost
                from steady

            ),

            decided as (

                select
                    *,
                    (is_found or is_lost)
                    and (stage = 0 or (stage = 1 and not is_found and fallback_precision is not null))
                        as goes_on,
                    is_lost and not is_found as starts_again
                from judged

            )

            select
                {{ kept | join(', ') }},
                customers,
                case
                    when goes_on and stage = 1 then fallback_precision else prior_precision
                end as prior_precision,
                case when goes_on then stage + 1 else stage end as stage,
                step + 1 as step,
                case when goes_on then 0 else stage_step + 1 end as stage_step,
                case
                    when starts_again then {{ first_damping() }}
                    when is_better then damping / 10.0
                    else damping * 10.0
                end as damping,
                is_found and not goes_on as is_converged,
                (is_found or is_lost) and not goes_on as is_done,
                case
                    when goes_on then null
                    when is_better then new_objective
                    else objective
                end as objective
                {%- for name in parameters %},
                prior_{{ name }},
                case
                    when starts_again then prior_{{ name }}
                    when is_better then ln({{ name }})
                    else u_{{ name }}
                end as u_{{ name }}
                {%- endfor %}
                {%- for name in sums %},
                case when is_better then new_{{ name }} else {{ name }} end as {{ name }}
                {%- endfor %}
            from decided
        )

    ),

    found as (

        select
            *,
            0.0 as no_damping,
            {{ mean_curvature(parameters) }} as curvature
        from iterations
        where is_converged

    ),

    last_moves as (

        select * from {{ solve_moves('found', parameters, 'no_damping') }}

    )

    select
        {{ (['fit_id'] + settings) | join(', ') }},
        cast(customers as bigint) as customers,
        step as iterations,
        case when prior_precision > 0 then 'prior' else 'ok' end as fit_status,
        log_likelihood
        {%- for name in parameters %},
        {{ round_significant(
            'exp(u_' ~ name ~ ' + case when abs(move_' ~ name ~ ') <= 1e-3 then move_' ~ name ~ ' else 0 end)'
        ) }} as {{ name }}
        {%- endfor %}
    from last_moves
{%- endmacro %}

{% macro first_damping() -%} 0.1 {%- endmacro %}

{% macro mean_curvature(parameters) -%}
    (
        {%- for name in parameters %}
        {{- ' + ' if not loop.first }}abs(coalesce(h_{{ name }}_{{ name }}, 0))
        {%- endfor -%}
    ) / {{ parameters | length }}
{%- endmacro %}

{#- The relation with columns move_<parameter> that solve A x move = gradient, where
    A = damping - Hessian, by its LDL decomposition; null where A is not positive definite. One
    nested select per stage: engines copy an expression wherever its alias is used. -#}
{% macro solve_moves(relation, parameters, damping='damping') -%}
    {%- set n = parameters | length -%}
    {%- set stages = [] -%}
    {%- for j in range(n) -%}
        {%- set pivot = namespace(value=damping ~ ' * curvature - h_' ~ parameters[j] ~ '_' ~ parameters[j]) -%}
        {%- for k in range(j) -%}
            {%- set pivot.value = pivot.value ~ ' - l_' ~ j ~ '_' ~ k ~ ' * l_' ~ j ~ '_' ~ k ~ ' * d_' ~ k -%}
        {%- endfor -%}
        {%- do stages.append([pivot.value ~ ' as raw_d_' ~ j]) -%}
        {%- do stages.append(['case when raw_d_' ~ j ~ ' > 1e-300 then raw_d_' ~ j ~ ' end as d_' ~ j]) -%}
        {%- set columns = [] -%}
        {%- for i in range(j + 1, n) -%}
            {%- set below = namespace(value='-1.0 * h_' ~ parameters[j] ~ '_' ~ parameters[i]) -%}
            {%- for k in range(j) -%}
                {%- set below.value = below.value ~ ' - l_' ~ i ~ '_' ~ k ~ ' * l_' ~ j ~ '_' ~ k ~ ' * d_' ~ k -%}
            {%- endfor -%}
            {%- do columns.append('(' ~ below.value ~ ') / d_' ~ j ~ ' as l_' ~ i ~ '_' ~ j) -%}
        {%- endfor -%}
        {%- set forward = namespace(value='g_' ~ parameters[j]) -%}
        {%- for k in range(j) -%}
            {%- set forward.value = forward.value ~ ' - l_' ~ j ~ '_' ~ k ~ ' * y_' ~ k -%}
        {%- endfor -%}
        {%- do columns.append(forward.value ~ ' as y_' ~ j) -%}
        {%- do stages.append(columns) -%}
    {%- endfor -%}
    {%- for i in range(n - 1, -1, -1) -%}
        {%- set back = namespace(value='y_' ~ i ~ ' / d_' ~ i) -%}
        {%- for k in range(i + 1, n) -%}
            {%- set back.value = back.value ~ ' - l_' ~ k ~ '_' ~ i ~ ' * move_' ~ parameters[k] -%}
        {%- endfor -%}
        {%- do stages.append([back.value ~ ' as move_' ~ parameters[i]]) -%}
    {%- endfor -%}
    {{ nest_stages(relation, stages) }}
{%- endmacro %}

{#- select *, stage n from (select *, stage n - 1 from (…)) -#}
{% macro nest_stages(relation, stages) -%}
    {%- set query = namespace(value=relation) -%}
    {%- for stage in stages -%}
        {%- set query.value = '(select *, ' ~ stage | join(', ') ~ ' from ' ~ query.value ~ ') as stage_' ~ loop.index -%}
    {%- endfor -%}
    {{ query.value }}
{%- endmacro %}
