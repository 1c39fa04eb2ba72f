{#- Gamma-Gamma (Fader & Hardie, note 025) for maximise_likelihood: what a purchase of a customer is
    worth. Gamma functions depend on the frequency alone, so that each is worked out once per
    frequency and a customer costs one logarithm and one division.

    customer_values: data_id, frequency (repeat periods, > 0), spent (their sum, > 0).
    frequencies: data_id, frequency, customers, and of these the sums of frequency * ln(spent)
        (log_spent) and of ln(spent / frequency) (log_values).
    With q <= 1 the mean purchase is infinite: no fit to score anybody with. -#}
{% macro fit_gamma_gamma(groups, customer_values, frequencies) -%}
    {%- set values_part = {
        'relation': customer_values,
        'stages': [[
            'p * frequency + q as pxq',
            '1.0 / (spent + v) as inverse_total'
        ]],
        'log_likelihood': '-1.0 * pxq * ln(spent + v)',
        'gradient': {
            'p': '-1.0 * frequency * ln(spent + v)',
            'q': '-1.0 * ln(spent + v)',
            'v': '-1.0 * pxq * inverse_total'
        },
        'hessian': {
            'p_v': '-1.0 * frequency * inverse_total',
            'q_v': '-1.0 * inverse_total',
            'v_v': 'pxq * inverse_total * inverse_total'
        }
    } -%}
    {%- set frequencies_part = {
        'relation': frequencies,
        'stages': [[
            'p * frequency as px',
            'p * frequency + q as pxq'
        ], [
            digamma('pxq') ~ ' as digamma_pxq',
            digamma('px') ~ ' as digamma_px',
            digamma('q') ~ ' as digamma_q',
            trigamma('pxq') ~ ' as trigamma_pxq',
            trigamma('px') ~ ' as trigamma_px',
            trigamma('q') ~ ' as trigamma_q'
        ]],
        'log_likelihood': 'customers * (' ~ log_gamma('pxq') ~ ' - ' ~ log_gamma('px')
            ~ ' - ' ~ log_gamma('q') ~ ' + q * ln(v)) + p * log_spent - log_values',
        'gradient': {
            'p': 'customers * frequency * (digamma_pxq - digamma_px) + log_spent',
            'q': 'customers * (digamma_pxq - digamma_q + ln(v))',
            'v': 'customers * q / v'
        },
        'hessian': {
            'p_p': 'customers * pow(frequency, 2) * (trigamma_pxq - trigamma_px)',
            'p_q': 'customers * frequency * trigamma_pxq',
            'q_q': 'customers * (trigamma_pxq - trigamma_q)',
            'q_v': 'customers / v',
            'v_v': '-1.0 * customers * q / pow(v, 2)'
        }
    } -%}
    {{ maximise_likelihood(
        groups, ['p', 'q', 'v'], [values_part, frequencies_part],
        within_bounds(['p', 'q'], ['p', 'q']), is_proper='q > 1'
    ) }}
{%- endmacro %}
