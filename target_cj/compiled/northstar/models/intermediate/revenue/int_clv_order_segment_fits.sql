
with

segments as (

    select *
    from "warehouse"."intermediate"."int_clv_segments"
    where gate_reason is null and split = 'all' and segment <> 'all'

),

everybody as (

    select
        fits.*,
        fits.data_id % 2 as drops_at_start

    from "warehouse"."intermediate"."int_clv_order_fits" as fits
    inner join "warehouse"."intermediate"."int_clv_segments" as segments
        on fits.data_id - fits.data_id % 2 = 2 * segments.segment_id
    where segments.split = 'all' and segments.segment = 'all'

),

groups as (

    select
        2 * segments.segment_id + everybody.drops_at_start as fit_id,
        2 * segments.segment_id + everybody.drops_at_start as data_id,
        segments.customers,
        1.0 / pow(0.5, 2) as prior_precision,
        ln(everybody.r) as prior_r,
        ln(everybody.alpha) as prior_alpha,
        ln(everybody.a) as prior_a,
        ln(everybody.b) as prior_b

    from segments
    cross join everybody

),

fits as (

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
            cast(null as double) as objective,
            cast(prior_r as double) as prior_r,
            cast(prior_r as double) as u_r,
            cast(prior_alpha as double) as prior_alpha,
            cast(prior_alpha as double) as u_alpha,
            cast(prior_a as double) as prior_a,
            cast(prior_a as double) as u_a,
            cast(prior_b as double) as prior_b,
            cast(prior_b as double) as u_b,
            cast(null as double) as log_likelihood,
            cast(null as double) as g_r,
            cast(null as double) as g_alpha,
            cast(null as double) as g_a,
            cast(null as double) as g_b,
            cast(null as double) as h_r_r,
            cast(null as double) as h_r_alpha,
            cast(null as double) as h_r_a,
            cast(null as double) as h_r_b,
            cast(null as double) as h_alpha_alpha,
            cast(null as double) as h_alpha_a,
            cast(null as double) as h_alpha_b,
            cast(null as double) as h_a_a,
            cast(null as double) as h_a_b,
            cast(null as double) as h_b_b
        from groups

        union all

        (
            with active as (

                select
                    *,
                    (abs(coalesce(h_r_r, 0)) + abs(coalesce(h_alpha_alpha, 0)) + abs(coalesce(h_a_a, 0)) + abs(coalesce(h_b_b, 0))) / 4 as curvature
                from iterations
                where not is_converged and not is_stalled and step < 60

            ),

            -- no parameter moves by more than a factor of e at a time
            moves as (

                select * from (select *, y_0 / d_0 - l_1_0 * move_alpha - l_2_0 * move_a - l_3_0 * move_b as move_r from (select *, y_1 / d_1 - l_2_1 * move_a - l_3_1 * move_b as move_alpha from (select *, y_2 / d_2 - l_3_2 * move_b as move_a from (select *, y_3 / d_3 as move_b from (select *, g_b - l_3_0 * y_0 - l_3_1 * y_1 - l_3_2 * y_2 as y_3 from (select *, case when raw_d_3 > 1e-300 then raw_d_3 end as d_3 from (select *, damping * curvature - h_b_b - l_3_0 * l_3_0 * d_0 - l_3_1 * l_3_1 * d_1 - l_3_2 * l_3_2 * d_2 as raw_d_3 from (select *, (-1.0 * h_a_b - l_3_0 * l_2_0 * d_0 - l_3_1 * l_2_1 * d_1) / d_2 as l_3_2, g_a - l_2_0 * y_0 - l_2_1 * y_1 as y_2 from (select *, case when raw_d_2 > 1e-300 then raw_d_2 end as d_2 from (select *, damping * curvature - h_a_a - l_2_0 * l_2_0 * d_0 - l_2_1 * l_2_1 * d_1 as raw_d_2 from (select *, (-1.0 * h_alpha_a - l_2_0 * l_1_0 * d_0) / d_1 as l_2_1, (-1.0 * h_alpha_b - l_3_0 * l_1_0 * d_0) / d_1 as l_3_1, g_alpha - l_1_0 * y_0 as y_1 from (select *, case when raw_d_1 > 1e-300 then raw_d_1 end as d_1 from (select *, damping * curvature - h_alpha_alpha - l_1_0 * l_1_0 * d_0 as raw_d_1 from (select *, (-1.0 * h_r_alpha) / d_0 as l_1_0, (-1.0 * h_r_a) / d_0 as l_2_0, (-1.0 * h_r_b) / d_0 as l_3_0, g_r as y_0 from (select *, case when raw_d_0 > 1e-300 then raw_d_0 end as d_0 from (select *, damping * curvature - h_r_r as raw_d_0 from active) as stage_1) as stage_2) as stage_3) as stage_4) as stage_5) as stage_6) as stage_7) as stage_8) as stage_9) as stage_10) as stage_11) as stage_12) as stage_13) as stage_14) as stage_15) as stage_16

            ),

            candidates as (

                select
                    *,
                    objective is null or (move_r is not null and move_alpha is not null and move_a is not null and move_b is not null) as is_possible,
                    exp(u_r + coalesce(move_r / greatest(1.0, longest), 0)) as r,
                    exp(u_alpha + coalesce(move_alpha / greatest(1.0, longest), 0)) as alpha,
                    exp(u_a + coalesce(move_a / greatest(1.0, longest), 0)) as a,
                    exp(u_b + coalesce(move_b / greatest(1.0, longest), 0)) as b
                from (
                    select
                        *,
                        greatest(abs(move_r), abs(move_alpha), abs(move_a), abs(move_b)) as longest
                    from moves
                ) as measured_moves

            ),

            sums as (

                
                select
                    fit_id,
                    sum(customers * (r * ln(alpha) - (r + frequency) * log_age + greatest(odds, 0.0) + ln(1.0 + exp(-1.0 * abs(odds))))) as log_likelihood,
                    sum(customers * (ln(alpha) - (1.0 - dead) * log_age - dead * log_recency)) as g_r,
                    sum(customers * (r / alpha - (1.0 - dead) * rate_age - dead * rate_recency)) as g_alpha,
                    sum(customers * (dead / a)) as g_a,
                    sum(customers * (-1.0 * dead * inverse_b)) as g_b,
                    sum(customers * (dead * (1.0 - dead) * pow(log_age - log_recency, 2)))
                        as h_r_r,
                    sum(customers * (1.0 / alpha - (1.0 - dead) * inverse_age - dead * inverse_recency + dead * (1.0 - dead) * (log_age - log_recency) * (rate_age - rate_recency)))
                        as h_r_alpha,
                    sum(customers * (dead * (1.0 - dead) * (log_age - log_recency) / a))
                        as h_r_a,
                    sum(customers * (-1.0 * dead * (1.0 - dead) * (log_age - log_recency) * inverse_b))
                        as h_r_b,
                    sum(customers * ((1.0 - dead) * rate_age * inverse_age + dead * rate_recency * inverse_recency - r / pow(alpha, 2) + dead * (1.0 - dead) * pow(rate_age - rate_recency, 2)))
                        as h_alpha_alpha,
                    sum(customers * (dead * (1.0 - dead) * (rate_age - rate_recency) / a))
                        as h_alpha_a,
                    sum(customers * (-1.0 * dead * (1.0 - dead) * (rate_age - rate_recency) * inverse_b))
                        as h_alpha_b,
                    sum(customers * (-1.0 * dead * dead / pow(a, 2)))
                        as h_a_a,
                    sum(customers * (-1.0 * dead * (1.0 - dead) * inverse_b / a))
                        as h_a_b,
                    sum(customers * (dead * pow(inverse_b, 2) * (2.0 - dead)))
                        as h_b_b
                from (select *, 1.0 / (1.0 + exp(-1.0 * odds)) as dead from (select *, case when frequency + drops_at_start = 0 then -700.0 else greatest(-700.0, least(700.0, (r + frequency) * (log_age - log_recency) + ln(a * inverse_b))) end as odds from (select *, ln(alpha + age) as log_age, ln(alpha + recency) as log_recency, (r + frequency) / (alpha + age) as rate_age, (r + frequency) / (alpha + recency) as rate_recency, 1.0 / (alpha + age) as inverse_age, 1.0 / (alpha + recency) as inverse_recency, 1.0 / (b + frequency - 1 + drops_at_start + case when frequency + drops_at_start = 0 then 1 else 0 end) as inverse_b from (select data.*, fit.fit_id, fit.r, fit.alpha, fit.a, fit.b from candidates as fit inner join "warehouse"."intermediate"."int_clv_patterns" as data on fit.data_id = data.data_id) as data) as stage_1) as stage_2) as stage_3
                group by fit_id
                union all
                
                select
                    fit_id,
                    sum(1.0 * (gamma_customers * ln(r + j) + beta_customers * (ln(b + j) - ln(a + b + j)))) as log_likelihood,
                    sum(1.0 * (gamma_customers * inverse_r)) as g_r,
                    sum(1.0 * (0.0)) as g_alpha,
                    sum(1.0 * (-1.0 * beta_customers * inverse_ab)) as g_a,
                    sum(1.0 * (beta_customers * (inverse_b - inverse_ab))) as g_b,
                    sum(1.0 * (-1.0 * gamma_customers * pow(inverse_r, 2)))
                        as h_r_r,
                    sum(1.0 * (0.0))
                        as h_r_alpha,
                    sum(1.0 * (0.0))
                        as h_r_a,
                    sum(1.0 * (0.0))
                        as h_r_b,
                    sum(1.0 * (0.0))
                        as h_alpha_alpha,
                    sum(1.0 * (0.0))
                        as h_alpha_a,
                    sum(1.0 * (0.0))
                        as h_alpha_b,
                    sum(1.0 * (beta_customers * pow(inverse_ab, 2)))
                        as h_a_a,
                    sum(1.0 * (beta_customers * pow(inverse_ab, 2)))
                        as h_a_b,
                    sum(1.0 * (beta_customers * (pow(inverse_ab, 2) - pow(inverse_b, 2))))
                        as h_b_b
                from (select *, 1.0 / (r + j) as inverse_r, 1.0 / (b + j) as inverse_b, 1.0 / (a + b + j) as inverse_ab from (select data.*, fit.fit_id, fit.r, fit.alpha, fit.a, fit.b from candidates as fit inner join "warehouse"."intermediate"."int_clv_counts" as data on fit.data_id = data.data_id) as data) as stage_1
                group by fit_id
                
                

            ),

            totals as (

                select
                    fit_id,
                    sum(log_likelihood) as log_likelihood,
                    sum(g_r) as g_r,
                    sum(g_alpha) as g_alpha,
                    sum(g_a) as g_a,
                    sum(g_b) as g_b,
                    sum(h_r_r) as h_r_r,
                    sum(h_r_alpha) as h_r_alpha,
                    sum(h_r_a) as h_r_a,
                    sum(h_r_b) as h_r_b,
                    sum(h_alpha_alpha) as h_alpha_alpha,
                    sum(h_alpha_a) as h_alpha_a,
                    sum(h_alpha_b) as h_alpha_b,
                    sum(h_a_a) as h_a_a,
                    sum(h_a_b) as h_a_b,
                    sum(h_b_b) as h_b_b
                from sums
                group by fit_id

            ),

            -- derivatives by the logarithms, with the prior's share
            evaluated as (

                select
                    candidates.*,
                    totals.log_likelihood as new_log_likelihood,
                    totals.log_likelihood
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.r) - candidates.prior_r, 2)
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.alpha) - candidates.prior_alpha, 2)
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.a) - candidates.prior_a, 2)
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.b) - candidates.prior_b, 2) as new_objective,
                    candidates.r * totals.g_r
                    - candidates.prior_precision * (ln(candidates.r) - candidates.prior_r)
                        as new_g_r,
                    candidates.alpha * totals.g_alpha
                    - candidates.prior_precision * (ln(candidates.alpha) - candidates.prior_alpha)
                        as new_g_alpha,
                    candidates.a * totals.g_a
                    - candidates.prior_precision * (ln(candidates.a) - candidates.prior_a)
                        as new_g_a,
                    candidates.b * totals.g_b
                    - candidates.prior_precision * (ln(candidates.b) - candidates.prior_b)
                        as new_g_b,
                    candidates.r * candidates.r * totals.h_r_r
                    + candidates.r * totals.g_r - candidates.prior_precision as new_h_r_r,
                    candidates.r * candidates.alpha * totals.h_r_alpha as new_h_r_alpha,
                    candidates.r * candidates.a * totals.h_r_a as new_h_r_a,
                    candidates.r * candidates.b * totals.h_r_b as new_h_r_b,
                    candidates.alpha * candidates.alpha * totals.h_alpha_alpha
                    + candidates.alpha * totals.g_alpha - candidates.prior_precision as new_h_alpha_alpha,
                    candidates.alpha * candidates.a * totals.h_alpha_a as new_h_alpha_a,
                    candidates.alpha * candidates.b * totals.h_alpha_b as new_h_alpha_b,
                    candidates.a * candidates.a * totals.h_a_a
                    + candidates.a * totals.g_a - candidates.prior_precision as new_h_a_a,
                    candidates.a * candidates.b * totals.h_a_b as new_h_a_b,
                    candidates.b * candidates.b * totals.h_b_b
                    + candidates.b * totals.g_b - candidates.prior_precision as new_h_b_b
                from candidates
                inner join totals on candidates.fit_id = totals.fit_id

            ),

            judged as (

                select
                    *,
                    is_possible and (
                        objective is null or new_objective >= objective - 1e-12 * abs(objective)
                    ) as is_better,
                    greatest(abs(new_g_r), abs(new_g_alpha), abs(new_g_a), abs(new_g_b)) as steepest
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
                case when is_better then new_objective else objective end as objective,
                prior_r,
                case when is_better then ln(r) else u_r end as u_r,
                prior_alpha,
                case when is_better then ln(alpha) else u_alpha end as u_alpha,
                prior_a,
                case when is_better then ln(a) else u_a end as u_a,
                prior_b,
                case when is_better then ln(b) else u_b end as u_b,
                case when is_better then new_log_likelihood else log_likelihood end as log_likelihood,
                case when is_better then new_g_r else g_r end as g_r,
                case when is_better then new_g_alpha else g_alpha end as g_alpha,
                case when is_better then new_g_a else g_a end as g_a,
                case when is_better then new_g_b else g_b end as g_b,
                case when is_better then new_h_r_r else h_r_r end as h_r_r,
                case when is_better then new_h_r_alpha else h_r_alpha end as h_r_alpha,
                case when is_better then new_h_r_a else h_r_a end as h_r_a,
                case when is_better then new_h_r_b else h_r_b end as h_r_b,
                case when is_better then new_h_alpha_alpha else h_alpha_alpha end as h_alpha_alpha,
                case when is_better then new_h_alpha_a else h_alpha_a end as h_alpha_a,
                case when is_better then new_h_alpha_b else h_alpha_b end as h_alpha_b,
                case when is_better then new_h_a_a else h_a_a end as h_a_a,
                case when is_better then new_h_a_b else h_a_b end as h_a_b,
                case when is_better then new_h_b_b else h_b_b end as h_b_b
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
            is_stalled and greatest(abs(g_r), abs(g_alpha), abs(g_a), abs(g_b)) <= 1e-7 * customers
        ) as is_converged,
        log_likelihood,
        exp(u_r) as r,
        exp(u_alpha) as alpha,
        exp(u_a) as a,
        exp(u_b) as b
    from last_steps
    where steps_before_last = 1

),

rounded as (

    select
        data_id,
        customers,
        iterations,
        log_likelihood,
        'prior' as fit_status,
        case
        when r = 0 then 0.0
        else
            round(
                r / pow(10.0, floor(log10(abs(r))) - 5)
            ) * pow(10.0, floor(log10(abs(r))) - 5)
    end as r,
        case
        when alpha = 0 then 0.0
        else
            round(
                alpha / pow(10.0, floor(log10(abs(alpha))) - 5)
            ) * pow(10.0, floor(log10(abs(alpha))) - 5)
    end as alpha,
        case
        when a = 0 then 0.0
        else
            round(
                a / pow(10.0, floor(log10(abs(a))) - 5)
            ) * pow(10.0, floor(log10(abs(a))) - 5)
    end as a,
        case
        when b = 0 then 0.0
        else
            round(
                b / pow(10.0, floor(log10(abs(b))) - 5)
            ) * pow(10.0, floor(log10(abs(b))) - 5)
    end as b

    from fits
    where is_converged

)

select * from rounded