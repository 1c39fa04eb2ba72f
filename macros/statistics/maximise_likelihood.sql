{#- Fits many small models at once by maximum likelihood, with exact gradients and Hessians, in one
    recursive CTE: damped Newton (Levenberg) in the logarithms of the parameters.

    groups: relation with fit_id, data_id, customers, prior_precision (0 = none) and
        prior_<parameter> (centre of the log-normal prior, also the start).
    parameters: names, all positive.
    parts: sums that make up the log-likelihood, each {relation, weight, stages, log_likelihood,
        gradient: {parameter: expression}, hessian: {'parameter_parameter': expression}}, where the
        relation has data_id, and stages are lists of columns computed once per row, each stage from
        the ones before. Derivatives are by the parameters themselves, upper triangle only.

    Columns: fit_id, data_id, customers, iterations, is_converged, log_likelihood (without the
    prior's share), then the parameters. -#}
{% macro maximise_likelihood(groups, parameters, parts, max_iterations=60) -%}
    {%- set pairs = [] -%}
    {%- for one in parameters -%}
        {%- for other in parameters[loop.index0:] -%}{%- do pairs.append([one, other]) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set sums = ['log_likelihood'] -%}
    {%- for name in parameters -%}{%- do sums.append('g_' ~ name) -%}{%- endfor -%}
    {%- for pair in pairs -%}{%- do sums.append('h_' ~ pair[0] ~ '_' ~ pair[1]) -%}{%- endfor -%}
    with recursive iterations as (

        select
            fit_id,
            data_id,
            cast(customers as double) as customers,
            cast(prior_precision as double) as prior_precision,
            0 as step,
            cast(0.1 as double) as damping,
            false as is_converged,
            false as is_stalled,
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
                    (
                        {%- for name in parameters %}
                        {{- ' + ' if not loop.first }}abs(coalesce(h_{{ name }}_{{ name }}, 0))
                        {%- endfor -%}
                    ) / {{ parameters | length }} as curvature
                from iterations
                where not is_converged and not is_stalled and step < {{ max_iterations }}

            ),

            -- no parameter moves by more than a factor of e at a time
            moves as (

                select * from {{ solve_moves('active', parameters) }}

            ),

            candidates as (

                select
                    *,
                    objective is null or (
                        {%- for name in parameters %}
                        {{- ' and ' if not loop.first }}move_{{ name }} is not null
                        {%- endfor -%}
                    ) as is_possible
                    {%- for name in parameters %},
                    exp(u_{{ name }} + coalesce(move_{{ name }} / greatest(1.0, longest), 0)) as {{ name }}
                    {%- endfor %}
                from (
                    select
                        *,
                        greatest(
                            {%- for name in parameters %}
                            {{- ', ' if not loop.first }}abs(move_{{ name }})
                            {%- endfor -%}
                        ) as longest
                    from moves
                ) as measured_moves

            ),

            sums as (

                {% for part in parts %}
                select
                    fit_id,
                    sum({{ part.weight }} * ({{ part.log_likelihood }})) as log_likelihood
                    {%- for name in parameters %},
                    sum({{ part.weight }} * ({{ part.gradient.get(name, '0.0') }})) as g_{{ name }}
                    {%- endfor %}
                    {%- for pair in pairs %},
                    sum({{ part.weight }} * ({{ part.hessian.get(pair[0] ~ '_' ~ pair[1], '0.0') }}))
                        as h_{{ pair[0] }}_{{ pair[1] }}
                    {%- endfor %}
                from {{ nest_stages(
                    '(select data.*, fit.fit_id, fit.' ~ parameters | join(', fit.') ~ ' from candidates as fit inner join '
                    ~ part.relation ~ ' as data on fit.data_id = data.data_id) as data',
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

            judged as (

                select
                    *,
                    is_possible and (
                        objective is null or new_objective >= objective - 1e-12 * abs(objective)
                    ) as is_better,
                    greatest(
                        {%- for name in parameters %}
                        {{- ', ' if not loop.first }}abs(new_g_{{ name }})
                        {%- endfor -%}
                    ) as steepest
                from evaluated

            )

            select
                fit_id,
                data_id,
                customers,
                prior_precision,
                step + 1 as step,
                case when is_better then damping / 5.0 else damping * 6.0 end as damping,
                is_better and steepest <= 1e-10 * customers + 1e-9 as is_converged,
                not is_better and damping > 1e7 as is_stalled,
                case when is_better then new_objective else objective end as objective
                {%- for name in parameters %},
                prior_{{ name }},
                case when is_better then ln({{ name }}) else u_{{ name }} end as u_{{ name }}
                {%- endfor %}
                {%- for name in sums %},
                case when is_better then new_{{ name }} else {{ name }} end as {{ name }}
                {%- endfor %}
            from judged
        )

    ),

    last_steps as (

        select
            *,
            row_number() over (partition by fit_id order by step desc) as steps_before_last
        from iterations

    )

    select
        fit_id,
        data_id,
        cast(customers as bigint) as customers,
        step as iterations,
        -- where rounding stops the search a step before the gradient's bound
        is_converged or (
            is_stalled and greatest(
                {%- for name in parameters %}
                {{- ', ' if not loop.first }}abs(g_{{ name }})
                {%- endfor -%}
            ) <= 1e-7 * customers
        ) as is_converged,
        log_likelihood
        {%- for name in parameters %},
        exp(u_{{ name }}) as {{ name }}
        {%- endfor %}
    from last_steps
    where steps_before_last = 1
{%- endmacro %}

{#- The relation with columns move_<parameter> that solve A x move = gradient, where
    A = damping - Hessian, by its LDL decomposition; null where A is not positive definite. One
    nested select per stage: engines copy an expression wherever its alias is used. -#}
{% macro solve_moves(relation, parameters) -%}
    {%- set n = parameters | length -%}
    {%- set stages = [] -%}
    {%- for j in range(n) -%}
        {%- set pivot = namespace(value='damping * curvature - h_' ~ parameters[j] ~ '_' ~ parameters[j]) -%}
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
