-- every model but participation and markov shares out each conversion that has touches exactly once;
-- of markov the touches get no more than that, and channels off the path the rest
select
    paths.conversion_id
    {%- for model in attribution_models() %},
    sum(weights.{{ model }}_credit) as {{ model }}_credit
    {%- endfor %}
from {{ ref('int_attribution_weights') }} as weights
inner join {{ ref('int_conversion_paths') }} as paths
    on weights.conversion_number = paths.conversion_number
group by paths.conversion_id
having
    sum(weights.markov_credit) > 1 + 1e-9
    {%- for model in attribution_models() if model not in ('participation', 'markov') %}
    or not coalesce(abs(sum(weights.{{ model }}_credit) - 1) <= 1e-9, false)
    {%- endfor %}
