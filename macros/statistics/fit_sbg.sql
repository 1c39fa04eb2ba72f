{#- Shifted beta-geometric (Fader & Hardie 2007) for maximise_likelihood: the chance to be lost at
    renewal j (from 0) is alpha / (alpha + beta + j).
    renewals: data_id, renewal_number (from 0), kept, lost. -#}
{% macro fit_sbg(groups, renewals) -%}
    {%- set part = {
        'relation': renewals,
        'stages': [[
            '1.0 / (beta + renewal_number) as inverse_beta',
            '1.0 / (alpha + beta + renewal_number) as inverse_sum'
        ]],
        'log_likelihood': 'kept * ln(beta + renewal_number) + lost * ln(alpha) - (kept + lost) * ln(alpha + beta + renewal_number)',
        'gradient': {
            'alpha': 'lost / alpha - (kept + lost) * inverse_sum',
            'beta': 'kept * inverse_beta - (kept + lost) * inverse_sum'
        },
        'hessian': {
            'alpha_alpha': '(kept + lost) * pow(inverse_sum, 2) - lost / pow(alpha, 2)',
            'alpha_beta': '(kept + lost) * pow(inverse_sum, 2)',
            'beta_beta': '(kept + lost) * pow(inverse_sum, 2) - kept * pow(inverse_beta, 2)'
        }
    } -%}
    {{ maximise_likelihood(
        groups, ['alpha', 'beta'], [part], within_bounds(['alpha', 'beta'], ['alpha', 'beta'])
    ) }}
{%- endmacro %}
