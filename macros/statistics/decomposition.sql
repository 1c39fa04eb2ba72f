{#- Exact decompositions of a change. Pure arithmetic on two periods, the same on every engine.
    docs/decisions/0050-decomposition-of-a-change.md says why these methods. -#}

{#- What the factor number `index` (from 0) contributed to the change of the product of all factors.
    factors: list of [expression before, expression after]; the first is the volume (visitors,
    orders, sellers), the others are ratios. A ratio that a period does not have (null, because its
    volume is 0) inherits the other period's, so the whole change of an entrant or an exit goes to
    the volume. LMDI-I where all factors are positive; its analytic limit where one is zero: the
    factor that is zero carries the change; Shapley where one is negative. The contributions of all
    factors add up to the change. -#}
{% macro product_contribution(factors, index) -%}
    {%- set pairs = northstar.decomposition_pairs(factors) -%}
    {%- set before = northstar.product_of(pairs, 0) -%}
    {%- set after = northstar.product_of(pairs, 1) -%}
    case
        when {{ northstar.any_factor(pairs, '< 0') }} then {{ northstar.shapley_contribution(pairs, index) }}
        when {{ before }} = 0 and {{ after }} = 0 then 0.0
        when {{ before }} = 0
            then {{ after }} * {{ northstar.zero_share(pairs, index, 0) }}
        when {{ after }} = 0
            then 0.0 - {{ before }} * {{ northstar.zero_share(pairs, index, 1) }}
        when {{ northstar.any_factor(pairs, 'is null') }} then null
        else
            {{ northstar.logarithmic_mean(before, after) }}
            * ln({{ pairs[index][1] }} / nullif({{ pairs[index][0] }}, 0))
    end
{%- endmacro %}

{#- Which of them it was: lmdi, limit or shapley. -#}
{% macro product_method(factors) -%}
    {%- set pairs = northstar.decomposition_pairs(factors) -%}
    case
        when {{ northstar.any_factor(pairs, '< 0') }} then 'shapley'
        when {{ northstar.any_factor(pairs, '= 0') }} then 'limit'
        else 'lmdi'
    end
{%- endmacro %}

{#- A ratio of sums R = sum(share x rate): what the change of a part's share (mix) and of its rate
    contributed. A part without a rate in one period inherits the other's: it is all mix. -#}
{% macro kitagawa_mix(share_before, share_after, rate_before, rate_after, total_before, total_after) -%}
    (coalesce({{ share_after }}, 0) - coalesce({{ share_before }}, 0)) * (
        (coalesce({{ rate_before }}, {{ rate_after }}) + coalesce({{ rate_after }}, {{ rate_before }})) / 2.0
        - ({{ total_before }} + {{ total_after }}) / 2.0
    )
{%- endmacro %}

{% macro kitagawa_rate(share_before, share_after, rate_before, rate_after) -%}
    (coalesce({{ rate_after }}, {{ rate_before }}) - coalesce({{ rate_before }}, {{ rate_after }}))
    * (coalesce({{ share_before }}, 0) + coalesce({{ share_after }}, 0)) / 2.0
{%- endmacro %}

{#- (b - a) / ln(b / a), which is a where both are equal; near there the mean is exact to 1e-19. -#}
{% macro logarithmic_mean(before, after) -%}
    case
        when abs({{ after }} - {{ before }}) <= 1e-9 * {{ before }} then ({{ before }} + {{ after }}) / 2.0
        else
            ({{ after }} - {{ before }})
            / nullif(ln({{ after }} / nullif({{ before }}, 0)), 0)
    end
{%- endmacro %}

{#- Factor i's Shapley value in the game "which factors have moved to the second period". -#}
{% macro shapley_contribution(pairs, index) -%}
    {%- set others = range(pairs | length) | reject('equalto', index) | list -%}
    {%- set n = pairs | length -%}
    {%- set factorial = [1, 1, 2, 6, 24, 120] -%}
    ({{ pairs[index][1] }} - {{ pairs[index][0] }}) * (
    {%- for mask in range(2 ** (n - 1)) -%}
        {%- set moved = [] -%}
        {%- for other in others -%}
            {%- if (mask // (2 ** loop.index0)) % 2 == 1 -%}{%- do moved.append(other) -%}{%- endif -%}
        {%- endfor -%}
        {{ ' + ' if not loop.first }}
        {{- factorial[moved | length] * factorial[n - 1 - (moved | length)] }} / {{ factorial[n] }}.0
        {%- for other in others %} * {{ pairs[other][1 if other in moved else 0] }}{% endfor -%}
    {%- endfor -%}
    )
{%- endmacro %}

{#- The factors as doubles, each period's gap filled from the other. -#}
{% macro decomposition_pairs(factors) -%}
    {%- set pairs = [] -%}
    {%- for factor in factors -%}
        {%- set before = 'cast(' ~ factor[0] ~ ' as double)' -%}
        {%- set after = 'cast(' ~ factor[1] ~ ' as double)' -%}
        {%- if loop.first -%}
            {%- do pairs.append(['coalesce(' ~ before ~ ', 0.0)', 'coalesce(' ~ after ~ ', 0.0)']) -%}
        {%- else -%}
            {%- do pairs.append([
                'coalesce(' ~ before ~ ', ' ~ after ~ ')', 'coalesce(' ~ after ~ ', ' ~ before ~ ')'
            ]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}

{% macro product_of(pairs, side) -%}
    {%- set values = [] -%}
    {%- for pair in pairs -%}{%- do values.append(pair[side]) -%}{%- endfor -%}
    ({{ values | join(' * ') }})
{%- endmacro %}

{% macro any_factor(pairs, condition) -%}
    {%- set tests = [] -%}
    {%- for pair in pairs -%}
        {%- do tests.append(pair[0] ~ ' ' ~ condition) -%}{%- do tests.append(pair[1] ~ ' ' ~ condition) -%}
    {%- endfor -%}
    ({{ tests | join(' or ') }})
{%- endmacro %}

{#- 1 for the factor that is zero, divided among those that are. -#}
{% macro zero_share(pairs, index, side) -%}
    {%- set zeros = [] -%}
    {%- for pair in pairs -%}{%- do zeros.append('(case when ' ~ pair[side] ~ ' = 0 then 1.0 else 0.0 end)') -%}{%- endfor -%}
    ({{ zeros[index] }} / nullif({{ zeros | join(' + ') }}, 0))
{%- endmacro %}
