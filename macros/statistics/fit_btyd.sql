{#- BG/NBD and MBG/NBD (Fader, Hardie & Lee 2005; Batislam et al. 2007) for maximise_likelihood.
    They differ in one thing: in MBG/NBD a customer may also drop out right after the first order
    (the setting drops_at_start is 1).

    patterns: data_id, frequency, recency, age (in the fit's time unit), customers.
    counts: data_id, j, more_customers (with frequency > j), reached_customers (with frequency >= j):
    all ratios of gamma functions are finite sums over j. -#}
{% macro fit_btyd(groups, patterns, counts) -%}
    {%- set patterns_part = {
        'relation': patterns,
        'stages': [[
            'ln(alpha + age) as log_age',
            'ln(alpha + recency) as log_recency',
            '1.0 / (alpha + age) as inverse_age',
            '1.0 / (alpha + recency) as inverse_recency',
            'case when frequency + drops_at_start > 0 then 1.0 / (b + frequency - 1 + drops_at_start) else 0.0 end as inverse_b',
            'r + frequency as shape',
            '1.0 / a as inverse_a'
        ], [
            'log_age - log_recency as log_gap',
            'shape * (inverse_age - inverse_recency) as shape_gap',
            'a * inverse_b * exp(least(700.0, shape * (log_age - log_recency))) as odds'
        ], [
            'odds / (1.0 + odds) as dead'
        ], [
            'customers * dead as all_dead',
            'customers * dead * (1.0 - dead) as doubt',
            'customers * (inverse_age - dead * (inverse_age - inverse_recency)) as mean_inverse'
        ], [
            'doubt * log_gap as doubt_gap',
            'doubt * shape_gap as doubt_shape',
            'all_dead * inverse_b as dead_b'
        ]],
        'log_likelihood': 'customers * (r * ln(alpha) - shape * log_age + ln(1.0 + odds))',
        'gradient': {
            'r': 'customers * (ln(alpha) - log_age) + all_dead * log_gap',
            'alpha': 'customers * r / alpha - shape * mean_inverse',
            'a': 'all_dead * inverse_a',
            'b': '-1.0 * dead_b'
        },
        'hessian': {
            'r_r': 'doubt_gap * log_gap',
            'r_alpha': 'customers / alpha - mean_inverse + doubt_gap * shape_gap',
            'r_a': 'doubt_gap * inverse_a',
            'r_b': '-1.0 * doubt_gap * inverse_b',
            'alpha_alpha': 'shape * (customers * inverse_age * inverse_age + all_dead * (inverse_recency * inverse_recency - inverse_age * inverse_age)) - customers * r / (alpha * alpha) + doubt_shape * shape_gap',
            'alpha_a': 'doubt_shape * inverse_a',
            'alpha_b': '-1.0 * doubt_shape * inverse_b',
            'a_a': '-1.0 * all_dead * dead * inverse_a * inverse_a',
            'a_b': '-1.0 * doubt * inverse_b * inverse_a',
            'b_b': 'dead_b * inverse_b * (2.0 - dead)'
        }
    } -%}
    {%- set counts_part = {
        'relation': counts,
        'stages': [[
            '1.0 / (r + j) as inverse_r',
            '1.0 / (b + j) as inverse_b',
            '1.0 / (a + b + j) as inverse_ab',
            'case when drops_at_start = 1 then reached_customers else more_customers end as beta_customers'
        ]],
        'log_likelihood': 'more_customers * ln(r + j) + beta_customers * (ln(b + j) - ln(a + b + j))',
        'gradient': {
            'r': 'more_customers * inverse_r',
            'a': '-1.0 * beta_customers * inverse_ab',
            'b': 'beta_customers * (inverse_b - inverse_ab)'
        },
        'hessian': {
            'r_r': '-1.0 * more_customers * pow(inverse_r, 2)',
            'a_a': 'beta_customers * pow(inverse_ab, 2)',
            'a_b': 'beta_customers * pow(inverse_ab, 2)',
            'b_b': 'beta_customers * (pow(inverse_ab, 2) - pow(inverse_b, 2))'
        }
    } -%}
    {{ maximise_likelihood(
        groups, ['r', 'alpha', 'a', 'b'], [patterns_part, counts_part],
        within_bounds(['r', 'alpha', 'a', 'b'], ['r', 'a', 'b']), settings=['drops_at_start']
    ) }}
{%- endmacro %}
