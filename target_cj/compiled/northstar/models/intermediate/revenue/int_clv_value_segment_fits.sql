
with

segments as (

    select *
    from "warehouse"."intermediate"."int_clv_segments"
    where gate_reason is null and split = 'all' and segment <> 'all' and repeat_customers > 0

),

everybody as (

    select fits.*
    from "warehouse"."intermediate"."int_clv_value_fits" as fits
    inner join "warehouse"."intermediate"."int_clv_segments" as segments on fits.data_id = segments.segment_id
    where segments.split = 'all' and segments.segment = 'all'

),

customer_values as (

    select
        segments.segment_id as data_id,
        statistics.frequency,
        statistics.monetary_value

    from "warehouse"."intermediate"."int_customer_statistics" as statistics
    inner join segments
        on statistics.split = segments.split and statistics.channel = segments.segment
    where statistics.frequency > 0 and statistics.monetary_value > 0

),

groups as (

    select
        segments.segment_id as fit_id,
        segments.segment_id as data_id,
        segments.repeat_customers as customers,
        1.0 / pow(0.5, 2) as prior_precision,
        ln(everybody.p) as prior_p,
        ln(everybody.q) as prior_q,
        ln(everybody.v) as prior_v

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
            cast(prior_p as double) as prior_p,
            cast(prior_p as double) as u_p,
            cast(prior_q as double) as prior_q,
            cast(prior_q as double) as u_q,
            cast(prior_v as double) as prior_v,
            cast(prior_v as double) as u_v,
            cast(null as double) as log_likelihood,
            cast(null as double) as g_p,
            cast(null as double) as g_q,
            cast(null as double) as g_v,
            cast(null as double) as h_p_p,
            cast(null as double) as h_p_q,
            cast(null as double) as h_p_v,
            cast(null as double) as h_q_q,
            cast(null as double) as h_q_v,
            cast(null as double) as h_v_v
        from groups

        union all

        (
            with active as (

                select
                    *,
                    (abs(coalesce(h_p_p, 0)) + abs(coalesce(h_q_q, 0)) + abs(coalesce(h_v_v, 0))) / 3 as curvature
                from iterations
                where not is_converged and not is_stalled and step < 60

            ),

            -- no parameter moves by more than a factor of e at a time
            moves as (

                select * from (select *, y_0 / d_0 - l_1_0 * move_q - l_2_0 * move_v as move_p from (select *, y_1 / d_1 - l_2_1 * move_v as move_q from (select *, y_2 / d_2 as move_v from (select *, g_v - l_2_0 * y_0 - l_2_1 * y_1 as y_2 from (select *, case when raw_d_2 > 1e-300 then raw_d_2 end as d_2 from (select *, damping * curvature - h_v_v - l_2_0 * l_2_0 * d_0 - l_2_1 * l_2_1 * d_1 as raw_d_2 from (select *, (-1.0 * h_q_v - l_2_0 * l_1_0 * d_0) / d_1 as l_2_1, g_q - l_1_0 * y_0 as y_1 from (select *, case when raw_d_1 > 1e-300 then raw_d_1 end as d_1 from (select *, damping * curvature - h_q_q - l_1_0 * l_1_0 * d_0 as raw_d_1 from (select *, (-1.0 * h_p_q) / d_0 as l_1_0, (-1.0 * h_p_v) / d_0 as l_2_0, g_p as y_0 from (select *, case when raw_d_0 > 1e-300 then raw_d_0 end as d_0 from (select *, damping * curvature - h_p_p as raw_d_0 from active) as stage_1) as stage_2) as stage_3) as stage_4) as stage_5) as stage_6) as stage_7) as stage_8) as stage_9) as stage_10) as stage_11) as stage_12

            ),

            candidates as (

                select
                    *,
                    objective is null or (move_p is not null and move_q is not null and move_v is not null) as is_possible,
                    exp(u_p + coalesce(move_p / greatest(1.0, longest), 0)) as p,
                    exp(u_q + coalesce(move_q / greatest(1.0, longest), 0)) as q,
                    exp(u_v + coalesce(move_v / greatest(1.0, longest), 0)) as v
                from (
                    select
                        *,
                        greatest(abs(move_p), abs(move_q), abs(move_v)) as longest
                    from moves
                ) as measured_moves

            ),

            sums as (

                
                select
                    fit_id,
                    sum(1.0 * ((
        (pxq + 7.5) * ln(pxq + 8.0) - (pxq + 8.0) + 0.9189385332046727418
        + (1.0 / (12 * pow(pxq + 8.0, 1)) + 1.0 / (-360 * pow(pxq + 8.0, 3)) + 1.0 / (1260 * pow(pxq + 8.0, 5)) + 1.0 / (-1680 * pow(pxq + 8.0, 7)) + 1.0 / (1188 * pow(pxq + 8.0, 9)))
        - ln(pxq * (pxq + 1) * (pxq + 2) * (pxq + 3))
        - ln((pxq + 4) * (pxq + 5) * (pxq + 6) * (pxq + 7))
    ) - (
        (px + 7.5) * ln(px + 8.0) - (px + 8.0) + 0.9189385332046727418
        + (1.0 / (12 * pow(px + 8.0, 1)) + 1.0 / (-360 * pow(px + 8.0, 3)) + 1.0 / (1260 * pow(px + 8.0, 5)) + 1.0 / (-1680 * pow(px + 8.0, 7)) + 1.0 / (1188 * pow(px + 8.0, 9)))
        - ln(px * (px + 1) * (px + 2) * (px + 3))
        - ln((px + 4) * (px + 5) * (px + 6) * (px + 7))
    ) - (
        (q + 7.5) * ln(q + 8.0) - (q + 8.0) + 0.9189385332046727418
        + (1.0 / (12 * pow(q + 8.0, 1)) + 1.0 / (-360 * pow(q + 8.0, 3)) + 1.0 / (1260 * pow(q + 8.0, 5)) + 1.0 / (-1680 * pow(q + 8.0, 7)) + 1.0 / (1188 * pow(q + 8.0, 9)))
        - ln(q * (q + 1) * (q + 2) * (q + 3))
        - ln((q + 4) * (q + 5) * (q + 6) * (q + 7))
    ) + q * ln(v) + px * log_spent - ln(monetary_value) - pxq * log_total)) as log_likelihood,
                    sum(1.0 * (frequency * (digamma_pxq - digamma_px + log_spent - log_total))) as g_p,
                    sum(1.0 * (digamma_pxq - digamma_q + ln(v) - log_total)) as g_q,
                    sum(1.0 * (q / v - pxq * inverse_total)) as g_v,
                    sum(1.0 * (pow(frequency, 2) * (trigamma_pxq - trigamma_px)))
                        as h_p_p,
                    sum(1.0 * (frequency * trigamma_pxq))
                        as h_p_q,
                    sum(1.0 * (-1.0 * frequency * inverse_total))
                        as h_p_v,
                    sum(1.0 * (trigamma_pxq - trigamma_q))
                        as h_q_q,
                    sum(1.0 * (1.0 / v - inverse_total))
                        as h_q_v,
                    sum(1.0 * (pxq * pow(inverse_total, 2) - q / pow(v, 2)))
                        as h_v_v
                from (select *, ln(spent) as log_spent, ln(spent + v) as log_total, 1.0 / (spent + v) as inverse_total, (
        ln(pxq + 8.0) - 0.5 / (pxq + 8.0)
        + (1.0 / (-12 * pow(pxq + 8.0, 2)) + 1.0 / (120 * pow(pxq + 8.0, 4)) + 1.0 / (-252 * pow(pxq + 8.0, 6)) + 1.0 / (240 * pow(pxq + 8.0, 8)) + 1.0 / (-132 * pow(pxq + 8.0, 10)) + 1.0 / (47.39507959479016 * pow(pxq + 8.0, 12)))
        - (1.0 / (pxq + 0) + 1.0 / (pxq + 1) + 1.0 / (pxq + 2) + 1.0 / (pxq + 3) + 1.0 / (pxq + 4) + 1.0 / (pxq + 5) + 1.0 / (pxq + 6) + 1.0 / (pxq + 7))
    ) as digamma_pxq, (
        ln(px + 8.0) - 0.5 / (px + 8.0)
        + (1.0 / (-12 * pow(px + 8.0, 2)) + 1.0 / (120 * pow(px + 8.0, 4)) + 1.0 / (-252 * pow(px + 8.0, 6)) + 1.0 / (240 * pow(px + 8.0, 8)) + 1.0 / (-132 * pow(px + 8.0, 10)) + 1.0 / (47.39507959479016 * pow(px + 8.0, 12)))
        - (1.0 / (px + 0) + 1.0 / (px + 1) + 1.0 / (px + 2) + 1.0 / (px + 3) + 1.0 / (px + 4) + 1.0 / (px + 5) + 1.0 / (px + 6) + 1.0 / (px + 7))
    ) as digamma_px, (
        ln(q + 8.0) - 0.5 / (q + 8.0)
        + (1.0 / (-12 * pow(q + 8.0, 2)) + 1.0 / (120 * pow(q + 8.0, 4)) + 1.0 / (-252 * pow(q + 8.0, 6)) + 1.0 / (240 * pow(q + 8.0, 8)) + 1.0 / (-132 * pow(q + 8.0, 10)) + 1.0 / (47.39507959479016 * pow(q + 8.0, 12)))
        - (1.0 / (q + 0) + 1.0 / (q + 1) + 1.0 / (q + 2) + 1.0 / (q + 3) + 1.0 / (q + 4) + 1.0 / (q + 5) + 1.0 / (q + 6) + 1.0 / (q + 7))
    ) as digamma_q, (
        1.0 / (pxq + 8.0) + 0.5 / pow(pxq + 8.0, 2)
        + (1.0 / (6 * pow(pxq + 8.0, 3)) + 1.0 / (-30 * pow(pxq + 8.0, 5)) + 1.0 / (42 * pow(pxq + 8.0, 7)) + 1.0 / (-30 * pow(pxq + 8.0, 9)) + 1.0 / (13.2 * pow(pxq + 8.0, 11)) + 1.0 / (-3.9507959479016 * pow(pxq + 8.0, 13)))
        + (1.0 / pow(pxq + 0, 2) + 1.0 / pow(pxq + 1, 2) + 1.0 / pow(pxq + 2, 2) + 1.0 / pow(pxq + 3, 2) + 1.0 / pow(pxq + 4, 2) + 1.0 / pow(pxq + 5, 2) + 1.0 / pow(pxq + 6, 2) + 1.0 / pow(pxq + 7, 2))
    ) as trigamma_pxq, (
        1.0 / (px + 8.0) + 0.5 / pow(px + 8.0, 2)
        + (1.0 / (6 * pow(px + 8.0, 3)) + 1.0 / (-30 * pow(px + 8.0, 5)) + 1.0 / (42 * pow(px + 8.0, 7)) + 1.0 / (-30 * pow(px + 8.0, 9)) + 1.0 / (13.2 * pow(px + 8.0, 11)) + 1.0 / (-3.9507959479016 * pow(px + 8.0, 13)))
        + (1.0 / pow(px + 0, 2) + 1.0 / pow(px + 1, 2) + 1.0 / pow(px + 2, 2) + 1.0 / pow(px + 3, 2) + 1.0 / pow(px + 4, 2) + 1.0 / pow(px + 5, 2) + 1.0 / pow(px + 6, 2) + 1.0 / pow(px + 7, 2))
    ) as trigamma_px, (
        1.0 / (q + 8.0) + 0.5 / pow(q + 8.0, 2)
        + (1.0 / (6 * pow(q + 8.0, 3)) + 1.0 / (-30 * pow(q + 8.0, 5)) + 1.0 / (42 * pow(q + 8.0, 7)) + 1.0 / (-30 * pow(q + 8.0, 9)) + 1.0 / (13.2 * pow(q + 8.0, 11)) + 1.0 / (-3.9507959479016 * pow(q + 8.0, 13)))
        + (1.0 / pow(q + 0, 2) + 1.0 / pow(q + 1, 2) + 1.0 / pow(q + 2, 2) + 1.0 / pow(q + 3, 2) + 1.0 / pow(q + 4, 2) + 1.0 / pow(q + 5, 2) + 1.0 / pow(q + 6, 2) + 1.0 / pow(q + 7, 2))
    ) as trigamma_q from (select *, p * frequency as px, p * frequency + q as pxq, frequency * monetary_value as spent from (select data.*, fit.fit_id, fit.p, fit.q, fit.v from candidates as fit inner join customer_values as data on fit.data_id = data.data_id) as data) as stage_1) as stage_2
                group by fit_id
                
                

            ),

            totals as (

                select
                    fit_id,
                    sum(log_likelihood) as log_likelihood,
                    sum(g_p) as g_p,
                    sum(g_q) as g_q,
                    sum(g_v) as g_v,
                    sum(h_p_p) as h_p_p,
                    sum(h_p_q) as h_p_q,
                    sum(h_p_v) as h_p_v,
                    sum(h_q_q) as h_q_q,
                    sum(h_q_v) as h_q_v,
                    sum(h_v_v) as h_v_v
                from sums
                group by fit_id

            ),

            -- derivatives by the logarithms, with the prior's share
            evaluated as (

                select
                    candidates.*,
                    totals.log_likelihood as new_log_likelihood,
                    totals.log_likelihood
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.p) - candidates.prior_p, 2)
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.q) - candidates.prior_q, 2)
                    - candidates.prior_precision / 2.0 * pow(ln(candidates.v) - candidates.prior_v, 2) as new_objective,
                    candidates.p * totals.g_p
                    - candidates.prior_precision * (ln(candidates.p) - candidates.prior_p)
                        as new_g_p,
                    candidates.q * totals.g_q
                    - candidates.prior_precision * (ln(candidates.q) - candidates.prior_q)
                        as new_g_q,
                    candidates.v * totals.g_v
                    - candidates.prior_precision * (ln(candidates.v) - candidates.prior_v)
                        as new_g_v,
                    candidates.p * candidates.p * totals.h_p_p
                    + candidates.p * totals.g_p - candidates.prior_precision as new_h_p_p,
                    candidates.p * candidates.q * totals.h_p_q as new_h_p_q,
                    candidates.p * candidates.v * totals.h_p_v as new_h_p_v,
                    candidates.q * candidates.q * totals.h_q_q
                    + candidates.q * totals.g_q - candidates.prior_precision as new_h_q_q,
                    candidates.q * candidates.v * totals.h_q_v as new_h_q_v,
                    candidates.v * candidates.v * totals.h_v_v
                    + candidates.v * totals.g_v - candidates.prior_precision as new_h_v_v
                from candidates
                inner join totals on candidates.fit_id = totals.fit_id

            ),

            judged as (

                select
                    *,
                    is_possible and (
                        objective is null or new_objective >= objective - 1e-12 * abs(objective)
                    ) as is_better,
                    greatest(abs(new_g_p), abs(new_g_q), abs(new_g_v)) as steepest
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
                prior_p,
                case when is_better then ln(p) else u_p end as u_p,
                prior_q,
                case when is_better then ln(q) else u_q end as u_q,
                prior_v,
                case when is_better then ln(v) else u_v end as u_v,
                case when is_better then new_log_likelihood else log_likelihood end as log_likelihood,
                case when is_better then new_g_p else g_p end as g_p,
                case when is_better then new_g_q else g_q end as g_q,
                case when is_better then new_g_v else g_v end as g_v,
                case when is_better then new_h_p_p else h_p_p end as h_p_p,
                case when is_better then new_h_p_q else h_p_q end as h_p_q,
                case when is_better then new_h_p_v else h_p_v end as h_p_v,
                case when is_better then new_h_q_q else h_q_q end as h_q_q,
                case when is_better then new_h_q_v else h_q_v end as h_q_v,
                case when is_better then new_h_v_v else h_v_v end as h_v_v
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
            is_stalled and greatest(abs(g_p), abs(g_q), abs(g_v)) <= 1e-7 * customers
        ) as is_converged,
        log_likelihood,
        exp(u_p) as p,
        exp(u_q) as q,
        exp(u_v) as v
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
        when p = 0 then 0.0
        else
            round(
                p / pow(10.0, floor(log10(abs(p))) - 5)
            ) * pow(10.0, floor(log10(abs(p))) - 5)
    end as p,
        case
        when q = 0 then 0.0
        else
            round(
                q / pow(10.0, floor(log10(abs(q))) - 5)
            ) * pow(10.0, floor(log10(abs(q))) - 5)
    end as q,
        case
        when v = 0 then 0.0
        else
            round(
                v / pow(10.0, floor(log10(abs(v))) - 5)
            ) * pow(10.0, floor(log10(abs(v))) - 5)
    end as v

    from fits
    where is_converged and q > 1

)

select * from rounded