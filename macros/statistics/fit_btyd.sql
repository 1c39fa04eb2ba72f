{#- BG/NBD and MBG/NBD (Fader, Hardie & Lee 2005; Batislam et al. 2007) for maximise_likelihood.
    They differ in one thing: in MBG/NBD a customer may also drop out right after the first order
    (drops_at_start = 1).

    patterns: data_id, drops_at_start, frequency, recency, age (in the fit's time unit), customers.
    counts: data_id, drops_at_start, j, gamma_customers (with frequency > j), beta_customers (with
    frequency + drops_at_start > j): all ratios of gamma functions are finite sums over j. -#}
{% macro fit_btyd(groups, patterns, counts) -%}
    {%- set patterns_part = {
        'relation': patterns,
        'weight': 'customers',
        'stages': [[
            'ln(alpha + age) as log_age',
            'ln(alpha + recency) as log_recency',
            '1.0 / (alpha + age) as inverse_age',
            '1.0 / (alpha + recency) as inverse_recency',
            '1.0 / (b + frequency - 1 + drops_at_start + case when frequency + drops_at_start = 0 then 1 else 0 end) as inverse_b',
            'r + frequency as shape'
        ], [
            'log_age - log_recency as log_gap',
            'inverse_age - inverse_recency as inverse_gap',
            "case when frequency + drops_at_start = 0 then -700.0 else greatest(-700.0, least(700.0, shape * (log_age - log_recency) + ln(a * inverse_b))) end as odds"
        ], [
            '1.0 / (1.0 + exp(-1.0 * odds)) as dead'
        ], [
            'dead * (1.0 - dead) as doubt',
            'inverse_age - dead * inverse_gap as mean_inverse'
        ]],
        'log_likelihood': 'r * ln(alpha) - shape * log_age + greatest(odds, 0.0) + ln(1.0 + exp(-1.0 * abs(odds)))',
        'gradient': {
            'r': 'ln(alpha) - log_age + dead * log_gap',
            'alpha': 'r / alpha - shape * mean_inverse',
            'a': 'dead / a',
            'b': '-1.0 * dead * inverse_b'
        },
        'hessian': {
            'r_r': 'doubt * log_gap * log_gap',
            'r_alpha': '1.0 / alpha - mean_inverse + doubt * log_gap * shape * inverse_gap',
            'r_a': 'doubt * log_gap / a',
            'r_b': '-1.0 * doubt * log_gap * inverse_b',
            'alpha_alpha': 'shape * (inverse_age * inverse_age + dead * (inverse_recency * inverse_recency - inverse_age * inverse_age)) - r / (alpha * alpha) + doubt * shape * inverse_gap * shape * inverse_gap',
            'alpha_a': 'doubt * shape * inverse_gap / a',
            'alpha_b': '-1.0 * doubt * shape * inverse_gap * inverse_b',
            'a_a': '-1.0 * dead * dead / (a * a)',
            'a_b': '-1.0 * doubt * inverse_b / a',
            'b_b': 'dead * inverse_b * inverse_b * (2.0 - dead)'
        }
    } -%}
    {%- set counts_part = {
        'relation': counts,
        'weight': '1.0',
        'stages': [[
            '1.0 / (r + j) as inverse_r',
            '1.0 / (b + j) as inverse_b',
            '1.0 / (a + b + j) as inverse_ab'
        ]],
        'log_likelihood': 'gamma_customers * ln(r + j) + beta_customers * (ln(b + j) - ln(a + b + j))',
        'gradient': {
            'r': 'gamma_customers * inverse_r',
            'a': '-1.0 * beta_customers * inverse_ab',
            'b': 'beta_customers * (inverse_b - inverse_ab)'
        },
        'hessian': {
            'r_r': '-1.0 * gamma_customers * pow(inverse_r, 2)',
            'a_a': 'beta_customers * pow(inverse_ab, 2)',
            'a_b': 'beta_customers * pow(inverse_ab, 2)',
            'b_b': 'beta_customers * (pow(inverse_ab, 2) - pow(inverse_b, 2))'
        }
    } -%}
    {{ maximise_likelihood(groups, ['r', 'alpha', 'a', 'b'], [patterns_part, counts_part]) }}
{%- endmacro %}
