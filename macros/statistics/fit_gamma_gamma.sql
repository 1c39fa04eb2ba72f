{#- Gamma-Gamma (Fader & Hardie, note 025) for maximise_likelihood: what a purchase of a customer is
    worth. values: data_id, frequency (repeat periods, > 0), monetary_value (mean of them, > 0). -#}
{% macro fit_gamma_gamma(groups, customer_values) -%}
    {%- set part = {
        'relation': customer_values,
        'weight': '1.0',
        'stages': [[
            'p * frequency as px',
            'p * frequency + q as pxq',
            'frequency * monetary_value as spent'
        ], [
            'ln(spent) as log_spent',
            'ln(spent + v) as log_total',
            '1.0 / (spent + v) as inverse_total',
            digamma('pxq') ~ ' as digamma_pxq',
            digamma('px') ~ ' as digamma_px',
            digamma('q') ~ ' as digamma_q',
            trigamma('pxq') ~ ' as trigamma_pxq',
            trigamma('px') ~ ' as trigamma_px',
            trigamma('q') ~ ' as trigamma_q'
        ]],
        'log_likelihood': log_gamma('pxq') ~ ' - ' ~ log_gamma('px')
            ~ ' - ' ~ log_gamma('q')
            ~ ' + q * ln(v) + px * log_spent - ln(monetary_value) - pxq * log_total',
        'gradient': {
            'p': 'frequency * (digamma_pxq - digamma_px + log_spent - log_total)',
            'q': 'digamma_pxq - digamma_q + ln(v) - log_total',
            'v': 'q / v - pxq * inverse_total'
        },
        'hessian': {
            'p_p': 'pow(frequency, 2) * (trigamma_pxq - trigamma_px)',
            'p_q': 'frequency * trigamma_pxq',
            'p_v': '-1.0 * frequency * inverse_total',
            'q_q': 'trigamma_pxq - trigamma_q',
            'q_v': '1.0 / v - inverse_total',
            'v_v': 'pxq * pow(inverse_total, 2) - q / pow(v, 2)'
        }
    } -%}
    {{ maximise_likelihood(groups, ['p', 'q', 'v'], [part]) }}
{%- endmacro %}
